-- Drop from store.bands what belongs to the old numbers of the temporary table `renumbered`.
DELETE FROM store.bands WHERE article_no IN (SELECT old_no FROM renumbered);
