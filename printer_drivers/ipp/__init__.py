"""Printers and CUPS queues that speak IPP, for A4."""
