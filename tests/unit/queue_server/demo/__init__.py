"""The demo: ports, the broker's files, children, passes, the tour."""
