-- Set how this store's stories are made. $name, $value.
INSERT INTO store.tuning VALUES ($name, $value);
