"""Charts: plain rows become a frame and a sentence; the spec is built once and holds no data."""
