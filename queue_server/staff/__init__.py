"""The staff console: sign-in, counters, calling."""
