"""One test for the fake and the real thing of each kind."""
