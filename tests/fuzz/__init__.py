"""Fuzzing: anything at all goes into whatever takes in what others say; nothing fails or hangs."""
