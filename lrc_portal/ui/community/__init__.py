"""What coordinators see of the community."""
