"""Networks that misbehave and days that are too busy: what comes through, and what is left."""
