"""Cameras, and the reading of QR codes in what they see."""
