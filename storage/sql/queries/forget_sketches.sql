-- Drop every row of store.sketches, to be made anew by a recluster.
DELETE FROM store.sketches;
