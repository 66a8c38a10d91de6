"""The waiting-room displays: boards over MQTT, and their page."""
