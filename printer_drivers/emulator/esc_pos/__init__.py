"""ESC/POS as the emulated printer speaks it: status bytes, and what is obeyed at once."""
