"""What developers run by hand, or `make` for them."""
