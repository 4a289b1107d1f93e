-- Drop from store.fingerprints what belongs to the old numbers of the temporary table `renumbered`.
DELETE FROM store.fingerprints WHERE article_no IN (SELECT old_no FROM renumbered);
