"""The day's report, its file, and the audit trail."""
