-- Add the states of URLs in the view `incoming`.
INSERT INTO store.urls BY NAME SELECT * FROM incoming;
