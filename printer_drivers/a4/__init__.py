"""A document as A4 pages: PDF through Typst, in normal and in large print."""
