"""Slots that can be booked (予約枠), and the reservations on them (予約). Pure, as all rules."""
