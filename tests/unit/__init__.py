"""Rules and small parts, each by itself."""
