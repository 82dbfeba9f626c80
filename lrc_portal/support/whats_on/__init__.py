"""Groups and events of the community: what is on, who keeps it, who says that they are there."""
