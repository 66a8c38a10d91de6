"""The broker as it is installed: TLS, credentials, access lists."""
