"""The operator's command line, `python -m lrc_portal …`: a module for each family of commands."""
