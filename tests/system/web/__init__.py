"""The staff's console and the display in a real browser."""
