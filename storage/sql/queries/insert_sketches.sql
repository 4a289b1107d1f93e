-- Add the rows of the view `incoming`, whose columns are those of store.sketches by name.
INSERT INTO store.sketches BY NAME SELECT * FROM incoming;
