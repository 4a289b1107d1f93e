-- Add the states of listers in the view `incoming`.
INSERT INTO store.listers BY NAME SELECT * FROM incoming;
