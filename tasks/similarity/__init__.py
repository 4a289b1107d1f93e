"""How alike two articles are: as texts (copies) and as reports (stories)."""
