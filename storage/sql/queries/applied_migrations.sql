-- The numbers of the schema changes that this store has. One row each.
SELECT number FROM main.schema_migrations ORDER BY number;
