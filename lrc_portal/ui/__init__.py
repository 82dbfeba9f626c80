"""What several pages show: the frame around them, fields, messages, the exit button."""
