"""The figures behind the promises, counted by the tests that keep them; `make proof` prints them."""
