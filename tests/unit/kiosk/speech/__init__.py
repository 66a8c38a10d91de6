"""What is read aloud, and how."""
