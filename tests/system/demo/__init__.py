"""The demo as a whole, with every real part."""
