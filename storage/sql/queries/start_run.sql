-- Begin a run. $run_no, $run_id, $started_at, $version, $scheme.
INSERT INTO store.runs
VALUES ($run_no, $run_id, 'running', $started_at, NULL, $version, $scheme, NULL);
