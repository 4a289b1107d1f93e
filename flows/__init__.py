"""When, and with what: the runs, their order, and the command line."""
