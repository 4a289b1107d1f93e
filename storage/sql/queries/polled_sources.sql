-- Which sources a run has polled, '' where it has counted what was left waiting. One row per source.
-- What a reextract read anew was not polled. $run_no.
SELECT DISTINCT source FROM store.polls WHERE run_no = $run_no AND url <> 'read anew';
