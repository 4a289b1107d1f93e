-- How much is published. One row: articles, stories, copy groups.
SELECT
    (SELECT count(*) FROM articles), (SELECT count(*) FROM stories),
    (SELECT count(DISTINCT copy_id) FROM variants);
