"""The kiosk's screens, one file each: a view drawn on a page."""
