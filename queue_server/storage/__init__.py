"""What keeps the data folder safe: room, checks, backups, restoring."""
