"""Kiosks that go on alone: numbers lent to them, what they report of them, passes taken back."""
