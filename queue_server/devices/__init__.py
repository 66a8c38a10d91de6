"""The devices' side of the server: what kiosks and call pads ask, and what they are told."""
