"""Messages, topics and passes."""
