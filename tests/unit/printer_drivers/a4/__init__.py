"""A4 pages: what is on them."""
