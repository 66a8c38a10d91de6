"""A receipt printer in software, which draws what it receives and can go wrong.

Written from the printers' command references. It shares nothing with our encoder but the fonts, so
that a mistake there is seen here.
"""
