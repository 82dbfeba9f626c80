"""Mutation testing: whether the tests notice it when a rule is changed (`make mutation`)."""
