-- Add the outcomes of URLs in the view `incoming`.
INSERT INTO store.url_outcomes BY NAME SELECT * FROM incoming;
