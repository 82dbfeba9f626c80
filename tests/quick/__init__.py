"""The short check-in in front of Streamlit."""
