-- How far one run has read one source. At most one row. $run_no, $source_key.
SELECT source_version, place, inputs, articles, known, rejected
FROM store.progress WHERE run_no = $run_no AND source_key = $source_key;
