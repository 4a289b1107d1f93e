-- Add the rows of the view `incoming`, whose columns are those of store.redirects by name.
INSERT INTO store.redirects BY NAME SELECT * FROM incoming;
