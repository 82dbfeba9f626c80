"""What two people of a circle agreed at home: written with two hands, answered, ended, read."""
