"""What only a running server shows: many people at once, odd input, and what is left in its memory."""
