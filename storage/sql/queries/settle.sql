-- Note that every article has its place.
DELETE FROM store.unsettled;
