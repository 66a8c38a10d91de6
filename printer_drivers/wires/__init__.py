"""Wires to printers: TCP, serial; nothing on them waits for ever."""
