"""The portal of Living Room Cardiff: a record of one's own recovery, shared by choice."""
