-- Add the rows of the view `incoming`, whose columns are those of store.memberships by name.
INSERT INTO store.memberships BY NAME SELECT * FROM incoming;
