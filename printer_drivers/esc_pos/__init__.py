"""ESC/POS: commands, lines as commands, answers (Epson's and SII's), the printer's meaning."""
