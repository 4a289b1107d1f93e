-- Add the alarms in the view `incoming`.
INSERT INTO store.alarms BY NAME SELECT * FROM incoming;
