"""Good to know: the shelf of useful things, what people keep and pass on, and the numbers of Help now."""
