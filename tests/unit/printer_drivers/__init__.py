"""Documents, layout, bytes on the wire, and the emulated printer."""
