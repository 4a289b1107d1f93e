-- How the polls of each source went. One row per source. $since: UTC, the oldest poll that counts.
-- A poll is what one run brought of a source; polls that were not due are none.
WITH polled AS (
    SELECT source, run_no, max(asked_at) AS asked_at,
        bool_or(outcome IN ('listed', 'unchanged')) AS well,
        arg_min(outcome, rowid) AS outcome, arg_min(detail, rowid) AS detail,
        sum(fresh) > 0 AS arrived
    FROM store.polls
    WHERE source <> '' AND asked_at >= $since AND outcome <> 'not-yet'
    GROUP BY source, run_no
),
standing AS (
    SELECT source, max(run_no) FILTER (well) AS well_no, max(asked_at) FILTER (well) AS well_at
    FROM polled GROUP BY source
),
failed AS (
    SELECT source, count(*) AS failed, min(asked_at) AS failing_since,
        arg_max(outcome, run_no) AS outcome, arg_max(detail, run_no) AS detail
    FROM polled JOIN standing USING (source)
    WHERE run_no > coalesce(well_no, 0)
    GROUP BY source
),
paused AS (
    SELECT source, asked_at,
        asked_at - lag(asked_at) OVER (PARTITION BY source ORDER BY asked_at) AS pause
    FROM polled WHERE arrived
),
arrived AS (
    SELECT source, count(*) AS arrivals, min(asked_at) AS first_arrival,
        max(asked_at) AS last_arrival, epoch(max(pause)) AS longest_pause_s
    FROM paused GROUP BY source
)
SELECT source, well_at, coalesce(failed, 0), failing_since, coalesce(outcome, ''),
    coalesce(detail, ''), coalesce(arrivals, 0), first_arrival, last_arrival,
    coalesce(longest_pause_s, 0)::DOUBLE
FROM standing LEFT JOIN failed USING (source) LEFT JOIN arrived USING (source)
ORDER BY source;
