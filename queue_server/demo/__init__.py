"""The whole lobby on one machine: the server, its real companions as child processes, a tour."""
