"""A kiosk alone: what it may give when it is cut off, and what it still has to tell the server."""
