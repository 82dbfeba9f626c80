"""Taking one's record along: all that is somebody's own in one file, and bringing it back."""
