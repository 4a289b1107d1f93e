-- How a run's polls ended. One row per outcome. $run_no.
SELECT outcome, count(*) FROM store.polls WHERE run_no = $run_no AND source <> ''
GROUP BY ALL ORDER BY ALL;
