-- Write how far one run has read one source.
-- $run_no, $source_key, $source_version, $place, $inputs, $articles, $known, $rejected.
INSERT INTO store.progress
VALUES ($run_no, $source_key, $source_version, $place, $inputs, $articles, $known, $rejected);
