"""Which articles belong together, and which of them speaks for the rest."""
