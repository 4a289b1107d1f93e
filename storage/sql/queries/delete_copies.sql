-- Remove the rows whose number is in the view `incoming` (copy_no).
DELETE FROM store.copies WHERE copy_no IN (SELECT copy_no FROM incoming);
