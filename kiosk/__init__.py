"""The lobby kiosk: reads passes, takes touches, prints. Imports protocol, printer_drivers."""
