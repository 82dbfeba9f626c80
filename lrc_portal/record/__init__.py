"""The record a person keeps about their own life: strengths, goals, check-ins, moments, pursuits."""
