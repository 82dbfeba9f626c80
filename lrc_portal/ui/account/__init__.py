"""What “My account” shows."""
