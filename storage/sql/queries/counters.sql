-- The next number of each kind. One row per kind.
SELECT kind, next_no FROM store.counters ORDER BY kind;
