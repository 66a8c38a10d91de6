"""Tests of a kiosk that is cut off."""
