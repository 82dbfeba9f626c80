"""Taking one's record along, and bringing it back."""
