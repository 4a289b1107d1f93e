-- Add the rows of the view `incoming`, whose columns are those of store.terms by name.
INSERT INTO store.terms BY NAME SELECT * FROM incoming;
