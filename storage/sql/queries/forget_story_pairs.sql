-- Drop every row of store.story_pairs, to be made anew by a recluster.
DELETE FROM store.story_pairs;
