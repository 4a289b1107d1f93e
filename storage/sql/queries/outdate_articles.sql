-- Drop from store.articles what belongs to the old numbers of the temporary table `renumbered`.
DELETE FROM store.articles WHERE article_no IN (SELECT old_no FROM renumbered);
