"""A pad of a few keys, with which a screen is used without looking at it."""
