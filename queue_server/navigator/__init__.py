"""The navigator (手続きナビ): from life events and answers to a personal list."""
