"""What disks do to files: cut, damaged, full, read-only, old; and what is left then."""
