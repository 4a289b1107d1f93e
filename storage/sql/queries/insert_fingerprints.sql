-- Add the rows of the view `incoming`, whose columns are those of store.fingerprints by name.
INSERT INTO store.fingerprints BY NAME SELECT * FROM incoming;
