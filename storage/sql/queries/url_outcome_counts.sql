-- How the URLs of a run ended. One row per outcome. $run_no.
SELECT outcome, count(*) FROM store.url_outcomes WHERE run_no = $run_no GROUP BY ALL ORDER BY ALL;
