"""Maintenance by staff at the kiosk itself: the PIN that opens it, its pages, what they know."""
