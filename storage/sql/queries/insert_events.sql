-- Add the rows of the view `incoming`, whose columns are those of store.events by name.
INSERT INTO store.events BY NAME SELECT * FROM incoming;
