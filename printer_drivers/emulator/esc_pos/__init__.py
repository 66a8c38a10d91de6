"""ESC/POS as the emulated printer speaks it, Epson's way and SII's: what it draws and answers."""
