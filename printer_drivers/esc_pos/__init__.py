"""An ESC/POS printer: frames (bytes), transport (the wire), printer (what it means)."""
