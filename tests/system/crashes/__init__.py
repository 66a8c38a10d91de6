"""The crash table: a test for each fault in each state, made of the table itself."""
