"""A page with buttons for everything that can go wrong with the emulated printer."""
