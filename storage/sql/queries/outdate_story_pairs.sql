-- Drop from store.story_pairs the pairs of the old numbers of the temporary table `renumbered`.
DELETE FROM store.story_pairs
WHERE left_no IN (SELECT old_no FROM renumbered) OR right_no IN (SELECT old_no FROM renumbered);
