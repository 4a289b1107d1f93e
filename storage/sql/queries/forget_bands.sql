-- Drop every row of store.bands, to be made anew by a recluster.
DELETE FROM store.bands;
