-- How each source on the web does. One row per source, by name.
-- Shares are of all URLs that a source was the first to list; times are UTC. a_day: new URLs a day, of
-- the last week, or since the source was first polled where that is less, but at least of one day.
WITH listed AS (
    SELECT source, count(*) AS urls,
        count(article_id) AS articles,
        count(*) FILTER (outcome = 'duplicate-url') / count(*) AS duplicates,
        count(*) FILTER (first_seen > now()::TIMESTAMP - INTERVAL 7 DAY)
            / least(7, greatest(1, date_diff('hour', min(first_seen), now()::TIMESTAMP) / 24.0))
            AS a_day
    FROM store.urls GROUP BY source
),
polled AS (
    SELECT source, arg_max(outcome, (run_no, rowid)) AS last_outcome,
        arg_max(detail, (run_no, rowid)) AS last_detail
    FROM store.polls WHERE source <> '' AND outcome <> 'not-yet' GROUP BY source
),
due AS (
    -- What is gone for good is due no more.
    SELECT source, max(succeeded_at) AS succeeded_at,
        min(next_due) FILTER (gone_at IS NULL) AS next_due
    FROM store.listers GROUP BY source
)
SELECT source, succeeded_at, next_due, coalesce(urls, 0) AS urls, coalesce(articles, 0) AS articles,
    coalesce(a_day, 0)::DOUBLE AS a_day, coalesce(duplicates, 0)::DOUBLE AS duplicates,
    last_outcome, last_detail
FROM polled LEFT JOIN listed USING (source) LEFT JOIN due USING (source)
ORDER BY source;
