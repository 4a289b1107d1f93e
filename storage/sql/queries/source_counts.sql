-- What a run's polls of each source brought, and what became of it. One row per source, by name;
-- the one without a name is what earlier runs had left waiting. $run_no, $articles: the outcomes
-- that are an article in the store.
WITH polled AS (
    SELECT source,
        sum(listed)::BIGINT AS listed, sum(retried)::BIGINT AS retried,
        sum(passed_over)::BIGINT AS known, sum(repeated)::BIGINT AS repeated,
        sum(taken)::BIGINT AS asked, sum(fresh)::BIGINT AS fresh,
        arg_min(outcome, rowid) AS outcome, arg_min(detail, rowid) AS detail
    FROM store.polls WHERE run_no = $run_no GROUP BY source
),
ended AS (
    SELECT source, count(*) AS ended,
        count(*) FILTER (outcome IN (SELECT unnest($articles::VARCHAR[]))) AS articles
    FROM store.url_outcomes WHERE run_no = $run_no GROUP BY source
)
SELECT source, coalesce(outcome, ''), coalesce(detail, ''), coalesce(listed, 0),
    coalesce(retried, 0), coalesce(known, 0), coalesce(repeated, 0), coalesce(asked, 0),
    coalesce(fresh, 0), coalesce(articles, 0), coalesce(ended, 0)
FROM polled FULL JOIN ended USING (source)
ORDER BY source;
