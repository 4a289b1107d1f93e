-- How often each reason ended an input of a run. One row per reason. $run_no.
SELECT reason, count(*) FROM store.rejections WHERE run_no = $run_no GROUP BY reason ORDER BY reason;
