-- The highest article number that has its place in a story, 0 at first. One row.
-- Articles get their numbers in order and their places all at once, so what lies above is new; an
-- article with another text has got a new number, and is as good as new until it is settled.
SELECT coalesce(max(article_no), 0) FROM store.memberships
WHERE article_no NOT IN (SELECT article_no FROM store.unsettled WHERE cause IS NOT NULL);
