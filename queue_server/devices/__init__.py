"""The devices' side of the server: what kiosks and call pads ask and are told, how devices are."""
