-- Add the view `incoming` (as insert_articles), each in the place of the article of its id, which keeps
-- where and when it was first taken in. The old rows are dropped by `outdate_articles`.
INSERT INTO store.articles BY NAME
SELECT incoming.* REPLACE (
    stored.external_id AS external_id, stored.name AS name, stored.fetched_at AS fetched_at,
    stored.run_no AS run_no
)
FROM incoming JOIN store.articles AS stored USING (article_id);
