-- Add the polls in the view `incoming`.
INSERT INTO store.polls BY NAME SELECT * FROM incoming;
