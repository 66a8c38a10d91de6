"""The spool: rules, file, and the thread that prints."""
