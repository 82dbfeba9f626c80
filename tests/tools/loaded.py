"""Loads all that a portal's server loads; the process that others are forked from does so beforehand."""

import sys

import app

app.load()
# Its routes and its start belong to each server anew, with the settings of that one.
del sys.modules["app"]
