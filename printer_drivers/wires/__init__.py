"""Wires to printers: TCP, serial, USB; nothing on them waits for ever."""
