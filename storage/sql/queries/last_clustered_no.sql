-- The highest article number that has its place in a story, 0 at first. One row.
-- Articles get their numbers in order and their places all at once, so what lies above is new.
SELECT coalesce(max(article_no), 0) FROM store.memberships;
