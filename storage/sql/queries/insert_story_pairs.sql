-- Add the rows of the view `incoming`, whose columns are those of store.story_pairs by name.
INSERT INTO store.story_pairs BY NAME SELECT * FROM incoming;
