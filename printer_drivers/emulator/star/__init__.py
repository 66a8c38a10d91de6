"""A StarPRNT printer in software: what the emulator does where Star's commands are spoken."""
