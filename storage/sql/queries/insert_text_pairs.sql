-- Add the rows of the view `incoming`, whose columns are those of store.text_pairs by name.
INSERT INTO store.text_pairs BY NAME SELECT * FROM incoming;
