-- Take the articles of the view `incoming` (article_no) out of their places.
DELETE FROM store.memberships WHERE article_no IN (SELECT article_no FROM incoming);
