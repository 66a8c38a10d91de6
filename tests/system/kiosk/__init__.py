"""The kiosk as a process: a virtual screen, a real broker, a scripted server."""
