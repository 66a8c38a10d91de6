"""The kiosks' side of the server: requests in, replies out."""
