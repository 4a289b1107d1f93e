-- What a recluster changed. One row: articles whose story is another, stories merged away, split off.
-- Reads the temporary table `old_places`. $run_no.
SELECT
    (
        SELECT count(*) FROM store.memberships AS now
        JOIN old_places AS old USING (article_no)
        WHERE now.story_no <> old.story_no
    ),
    (SELECT count(*) FROM store.events WHERE run_no = $run_no AND kind = 'merged'),
    (SELECT count(*) FROM store.events WHERE run_no = $run_no AND kind = 'split');
