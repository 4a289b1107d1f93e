-- The story and the copy group of every article. One row per article.
SELECT article_no, story_no, copy_no FROM store.memberships;
