"""Panels of the first page, by what somebody is here."""
