"""Training and supervision of peer workers, and the reflections they write."""
