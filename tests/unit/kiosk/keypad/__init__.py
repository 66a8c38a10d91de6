"""A pad of keys, by which a screen is used without looking at it."""
