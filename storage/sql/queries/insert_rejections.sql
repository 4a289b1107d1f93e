-- Add the rows of the view `incoming`, whose columns are those of store.rejections by name.
INSERT INTO store.rejections BY NAME SELECT * FROM incoming;
