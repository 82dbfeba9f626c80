"""Finding a peer worker: what people tell of themselves, and who is suggested to whom."""
