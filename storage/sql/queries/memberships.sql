-- Where every article has its place. One row per article, by number.
SELECT article_no, story_no, copy_no, relation, similarity, containment
FROM store.memberships ORDER BY article_no;
