"""How people come in: accounts, sessions, providers, and the pages in front of the portal."""
