"""How fast the portal is beside bare Streamlit: `python -m tests.bench`; see docs/developers/measuring.md."""
