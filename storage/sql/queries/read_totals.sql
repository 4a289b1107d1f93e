-- How much is published. One row: articles, stories, copy groups.
SELECT
    (SELECT count(*) FROM store.articles), (SELECT count(*) FROM store.stories),
    (SELECT count(*) FROM store.copies);
