"""Who may see what: circle, shares, invitations, and the traces that say who looked."""
