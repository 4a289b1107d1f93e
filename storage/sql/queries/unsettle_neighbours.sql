-- Note the articles that those of `renumbered` were compared with: their groups rest on what goes.
INSERT INTO store.unsettled
SELECT DISTINCT article_no, NULL FROM (
    SELECT right_no AS article_no FROM store.text_pairs JOIN renumbered ON old_no = left_no
    UNION ALL
    SELECT left_no FROM store.text_pairs JOIN renumbered ON old_no = right_no
    UNION ALL
    SELECT right_no FROM store.story_pairs JOIN renumbered ON old_no = left_no
    UNION ALL
    SELECT left_no FROM store.story_pairs JOIN renumbered ON old_no = right_no
);
