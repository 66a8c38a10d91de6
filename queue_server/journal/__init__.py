"""The append-only store of events, and the only place that knows SQLite."""
