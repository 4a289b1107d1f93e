-- Remove the rows whose number is in the view `incoming` (story_no).
DELETE FROM store.stories WHERE story_no IN (SELECT story_no FROM incoming);
