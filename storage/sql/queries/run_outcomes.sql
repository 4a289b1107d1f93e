-- What became of a run's inputs, and how many rows say so. One row. $run_no.
SELECT
    coalesce(sum(inputs), 0)::BIGINT, coalesce(sum(articles), 0)::BIGINT,
    coalesce(sum(known), 0)::BIGINT, coalesce(sum(rejected), 0)::BIGINT,
    (SELECT count(*) FROM store.articles WHERE run_no = $run_no),
    (SELECT count(*) FROM store.rejections WHERE run_no = $run_no)
FROM store.progress WHERE run_no = $run_no;
