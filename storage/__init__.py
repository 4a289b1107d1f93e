"""What is remembered: DuckDB, its SQL, and the files beside it."""
