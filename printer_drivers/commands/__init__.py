"""The `ticket-printer` command's parts, one a file."""
