-- Drop from store.sketches what belongs to the old numbers of the temporary table `renumbered`.
DELETE FROM store.sketches WHERE article_no IN (SELECT old_no FROM renumbered);
