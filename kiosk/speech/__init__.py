"""Screens read aloud: what is said of a page, how it is pronounced, what says it."""
