"""A member's application to become a peer worker."""
