"""Notes with two hands: written, offered, answered, corrected, read, and what is kept from them."""
