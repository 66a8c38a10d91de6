"""The rules of the queue, pure: commands in, events out. No I/O, clock, randomness or framework."""
