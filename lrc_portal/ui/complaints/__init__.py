"""What is shown of complaints: to whoever makes one, and to coordinators."""
