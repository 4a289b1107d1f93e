-- Add the view `incoming`, whose columns are those of store.articles by name.
INSERT INTO store.articles BY NAME SELECT * FROM incoming;
