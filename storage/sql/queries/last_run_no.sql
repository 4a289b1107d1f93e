-- The highest run number so far, 0 in an empty store. One row.
SELECT coalesce(max(run_no), 0) FROM store.runs;
