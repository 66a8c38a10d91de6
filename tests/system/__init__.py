"""The whole lobby with its real parts: Mosquitto, Kivy under Xvfb, Chromium."""
