-- Add the rows of the view `incoming`, whose columns are those of store.bands by name.
INSERT INTO store.bands BY NAME SELECT * FROM incoming;
