"""The yearly report: counting, suppression of small numbers, and its kept printings."""
