"""簡単ゆびナビ: a certificate asked for by touch, without handwriting. Pure."""
