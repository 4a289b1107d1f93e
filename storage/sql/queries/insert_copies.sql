-- Add the rows of the view `incoming`, whose columns are those of store.copies by name.
INSERT INTO store.copies BY NAME SELECT * FROM incoming;
