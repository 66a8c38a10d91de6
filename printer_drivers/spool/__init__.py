"""A small durable spool for one printer: every job comes out once, or is told to be lost."""
