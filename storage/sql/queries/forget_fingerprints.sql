-- Drop every row of store.fingerprints, to be made anew by a recluster.
DELETE FROM store.fingerprints;
