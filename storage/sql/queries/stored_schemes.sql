-- The ways in which the stored fingerprints were made: at most one. One row each.
SELECT DISTINCT scheme FROM store.fingerprints;
