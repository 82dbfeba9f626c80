"""Every sentence on the screen, in English and in Cymraeg."""
