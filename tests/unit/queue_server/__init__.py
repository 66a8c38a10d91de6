"""The queue server, part by part."""
