"""A document made of meaning in, correct paper out, on receipt and A4 printers; and an emulator."""
