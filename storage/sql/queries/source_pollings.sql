-- How the polls of each source went. One row per source. $since: UTC, the oldest poll that counts.
-- A poll is what one run brought of a source; polls that were not due are none.
WITH polled AS (
    SELECT source, run_no, max(asked_at) AS asked_at,
        bool_or(outcome IN ('listed', 'unchanged')) AS well,
        arg_min(outcome, rowid) AS outcome, arg_min(detail, rowid) AS detail,
        CASE WHEN sum(fresh) > 0 THEN max(asked_at) END AS arrived_at
    FROM store.polls
    WHERE source <> '' AND asked_at >= $since AND outcome <> 'not-yet'
    GROUP BY source, run_no
),
marked AS (
    SELECT *,
        run_no > coalesce(max(run_no) FILTER (well) OVER (PARTITION BY source), 0) AS failed,
        arrived_at - last_value(arrived_at IGNORE NULLS) OVER (
            PARTITION BY source ORDER BY run_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS pause
    FROM polled
)
SELECT source, max(asked_at) FILTER (well) AS well_at,
    count(*) FILTER (failed), min(asked_at) FILTER (failed) AS failing_since,
    coalesce(arg_max(outcome, run_no) FILTER (failed), ''),
    coalesce(arg_max(detail, run_no) FILTER (failed), ''),
    count(arrived_at), min(arrived_at), max(arrived_at), coalesce(epoch(max(pause)), 0)::DOUBLE
FROM marked GROUP BY source ORDER BY source;
