"""Letters: a few lines between a person and their peer worker, and between two people of a circle."""
