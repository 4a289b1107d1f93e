-- Drop every row of store.terms, to be made anew by a recluster.
DELETE FROM store.terms;
