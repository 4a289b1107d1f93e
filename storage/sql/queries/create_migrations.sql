-- The record of schema changes, made before the first of them.
CREATE TABLE IF NOT EXISTS main.schema_migrations (
    number     INTEGER NOT NULL,
    name       VARCHAR NOT NULL,
    applied_at TIMESTAMP NOT NULL
);
