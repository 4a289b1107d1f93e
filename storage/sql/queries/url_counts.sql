-- How many URLs a run met, and how many outcomes it gave. One row. $run_no.
SELECT
    coalesce(sum(listed + retried), 0)::BIGINT                 AS met,
    coalesce(sum(passed_over + repeated + taken), 0)::BIGINT   AS accounted,
    coalesce(sum(taken), 0)::BIGINT                            AS taken,
    (SELECT count(*) FROM store.url_outcomes WHERE run_no = $run_no)            AS outcomes,
    (SELECT count(DISTINCT url) FROM store.url_outcomes WHERE run_no = $run_no) AS urls
FROM store.polls WHERE run_no = $run_no;
