"""What two people of a circle agreed at home: panels."""
