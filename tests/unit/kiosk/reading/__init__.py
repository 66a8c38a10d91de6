"""Cameras, pictures, readers, the watcher and `kiosk scan`."""
