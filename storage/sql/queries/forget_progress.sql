-- Take back how far one run has read one source, to write it anew. $run_no, $source_key.
DELETE FROM store.progress WHERE run_no = $run_no AND source_key = $source_key;
