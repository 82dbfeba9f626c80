"""Letters on the screen."""
