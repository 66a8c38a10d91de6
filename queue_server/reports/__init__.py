"""What happened, for those who answer for it: a day's visits, its figures, the audit trail."""
