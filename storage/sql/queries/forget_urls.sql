-- Take out the URLs whose new state is in the view `incoming`.
DELETE FROM store.urls WHERE url IN (SELECT url FROM incoming);
