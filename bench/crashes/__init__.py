"""The crash table: kill -9 of each process at every state of a ticket's life, and what is left."""
