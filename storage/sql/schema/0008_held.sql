-- How many clusters have been held back from being stories since the store was made: while none has,
-- every story is what linkage made of it. Of a store with articles nobody knows.
INSERT INTO store.counters
SELECT 'held', CASE WHEN EXISTS (FROM store.memberships) THEN 1 ELSE 0 END;
