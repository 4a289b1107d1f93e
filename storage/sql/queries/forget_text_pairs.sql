-- Drop every row of store.text_pairs, to be made anew by a recluster.
DELETE FROM store.text_pairs;
