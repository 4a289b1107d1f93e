-- What some articles are to the canonical articles of their stories. One row per article of `wanted`
-- (article_no) that has its place, by number.
SELECT article_no, relation, similarity, containment
FROM store.memberships SEMI JOIN wanted USING (article_no)
ORDER BY article_no;
