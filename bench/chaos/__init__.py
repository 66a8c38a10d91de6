"""kill -9 at random, under load, again and again: what was acknowledged is there after it, once."""
