"""The panels of Good to know: the shelf, its forms, what goes with a note, the numbers of Help now."""
