"""Sealed requests: kept as they came, apart from the journal, for a day; opened at one counter."""
