-- Which sources a run has polled. One row per source. $run_no.
SELECT DISTINCT source FROM store.polls WHERE run_no = $run_no;
