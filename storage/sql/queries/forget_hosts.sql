-- Take out the hosts whose new state is in the view `incoming`.
DELETE FROM store.hosts WHERE host IN (SELECT host FROM incoming);
