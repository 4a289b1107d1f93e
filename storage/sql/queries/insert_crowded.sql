-- Add the rows of the view `incoming`, whose columns are those of store.crowded by name.
INSERT INTO store.crowded BY NAME SELECT * FROM incoming;
