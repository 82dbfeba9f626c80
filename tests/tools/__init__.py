"""What several tests need: a browser, a real server, a PostgreSQL of their own."""
