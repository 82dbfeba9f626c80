"""What happens when machines fail: several portals, proxy, pooler and PostgreSQL, all of them real."""
