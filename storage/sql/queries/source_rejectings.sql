-- How many of the URLs that sources listed for the first time were rejected, lately and before. One
-- row per source of which the run asked for such a URL. $run_no, $since: UTC, the oldest end,
-- $held: the outcomes that are no rejection, $recent: as many URLs at the least are "lately".
WITH ended AS (
    SELECT source, run_no, count(*) AS asked, min(ended_at) AS since,
        count(*) FILTER (outcome NOT IN (SELECT unnest($held::VARCHAR[]))) AS rejected,
        mode(outcome) FILTER (outcome NOT IN (SELECT unnest($held::VARCHAR[]))) AS common
    FROM store.url_outcomes
    WHERE is_first AND source <> '' AND ended_at >= $since
    GROUP BY source, run_no
),
ranked AS (
    SELECT *, coalesce(sum(asked) OVER (
        PARTITION BY source ORDER BY run_no DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 0) < $recent AS lately
    FROM ended
)
SELECT source, min(since) FILTER (lately), sum(asked) FILTER (lately)::BIGINT,
    sum(rejected) FILTER (lately)::BIGINT, coalesce(sum(asked) FILTER (NOT lately), 0)::BIGINT,
    coalesce(sum(rejected) FILTER (NOT lately), 0)::BIGINT,
    coalesce(arg_max(common, rejected) FILTER (lately), '')
FROM ranked
GROUP BY source
HAVING max(run_no) = $run_no
ORDER BY source;
