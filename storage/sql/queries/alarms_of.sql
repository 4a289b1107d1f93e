-- The alarms of a run. One row per source and kind. $run_no.
SELECT source, kind, since, detail FROM store.alarms WHERE run_no = $run_no ORDER BY source, kind;
