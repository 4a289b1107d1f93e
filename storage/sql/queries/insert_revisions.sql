-- Add the view `incoming`, whose columns are those of store.revisions by name.
INSERT INTO store.revisions BY NAME SELECT * FROM incoming;
