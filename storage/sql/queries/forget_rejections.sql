-- Take back a run's rejections of one source, which is read again. $run_no, $source_key.
DELETE FROM store.rejections WHERE run_no = $run_no AND source_key = $source_key;
