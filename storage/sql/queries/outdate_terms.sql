-- Drop from store.terms what belongs to the old numbers of the temporary table `renumbered`.
DELETE FROM store.terms WHERE article_no IN (SELECT old_no FROM renumbered);
