"""Scanners beside a camera."""
