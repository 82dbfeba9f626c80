"""What every page uses: the frame, fields and forms, messages, lists, links, the exit button."""
