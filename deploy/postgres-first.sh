#!/bin/sh
# Run once by the container of PostgreSQL, on an empty data folder: the portal's user and its database.
set -eu
psql --set=ON_ERROR_STOP=1 --username postgres --set=word="$POSTGRES_PASSWORD" <<'SQL'
CREATE ROLE portal LOGIN PASSWORD :'word';
CREATE DATABASE portal OWNER portal;
SQL
