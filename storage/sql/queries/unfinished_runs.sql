-- Runs that were cut off, oldest first. One row each.
SELECT run_no, run_id FROM store.runs WHERE status = 'running' ORDER BY run_no;
