"""Tests of what runs against faults keep, and of the page that is made of it."""
