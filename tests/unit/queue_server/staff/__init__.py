"""Accounts, sessions, the console's view and its API."""
