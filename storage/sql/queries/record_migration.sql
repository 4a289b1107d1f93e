-- Record one applied schema change. $number, $name.
INSERT INTO main.schema_migrations VALUES ($number, $name, now()::TIMESTAMP);
