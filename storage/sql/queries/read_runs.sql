-- Finished runs, the latest first. One row per run, at most $limit.
SELECT
    run_id, started_at, finished_at, version, scheme, inputs, articles, rejections, stories, known
FROM runs ORDER BY started_at DESC, run_id DESC LIMIT $limit;
