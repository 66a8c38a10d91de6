"""An ESC/POS printer: frames (bytes), encode (lines to frames), printer (what it means)."""
