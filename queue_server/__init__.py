"""The queue server: numbers, counters, displays and the staff's pages."""
