"""Tests of the store of sealed requests."""
