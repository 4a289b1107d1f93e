"""One SQL statement a file, read by name."""
