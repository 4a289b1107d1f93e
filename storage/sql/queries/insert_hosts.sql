-- Add the states of hosts in the view `incoming`.
INSERT INTO store.hosts BY NAME SELECT * FROM incoming;
