"""Scanners that stand beside a camera or in its place: they read codes by themselves."""
