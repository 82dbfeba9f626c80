"""Every verb and every address, found by themselves: whatever is sent, and however often."""
