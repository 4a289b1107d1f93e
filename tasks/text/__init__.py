"""The normal form of text, and its words."""
