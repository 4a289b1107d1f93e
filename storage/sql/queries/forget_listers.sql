-- Take out the listers whose new state is in the view `incoming`.
DELETE FROM store.listers WHERE (source, url) IN (SELECT (source, url) FROM incoming);
