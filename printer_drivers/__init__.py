"""A document made of meaning in, correct paper out: documents, layout, ESC/POS, and an emulator."""
