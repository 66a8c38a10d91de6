"""Backups, restoring and checking of a data folder, and what the disk does to it."""
