-- Add the rows of the view `incoming`, whose columns are those of store.stories by name.
INSERT INTO store.stories BY NAME SELECT * FROM incoming;
