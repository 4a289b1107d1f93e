-- Drop every row of store.crowded, to be made anew by a recluster.
DELETE FROM store.crowded;
