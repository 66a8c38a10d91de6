"""Credentials of devices: the desk, its files, its commands."""
