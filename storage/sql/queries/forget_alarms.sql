-- Take out a run's alarms, which are raised anew. $run_no.
DELETE FROM store.alarms WHERE run_no = $run_no;
