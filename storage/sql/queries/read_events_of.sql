-- How often each kind of event happened in a run. One row per kind. $run_id.
SELECT kind, count(*) FROM store.events
WHERE run_no IN (SELECT run_no FROM store.runs WHERE run_id = $run_id)
GROUP BY kind ORDER BY kind;
