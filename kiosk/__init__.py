"""The lobby kiosk: reads passes, takes touches, prints numbers. Imports protocol, printer_drivers."""
