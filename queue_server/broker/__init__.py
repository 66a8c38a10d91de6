"""Who may speak to the broker: the city's own CA, the devices' credentials, Mosquitto's files."""
