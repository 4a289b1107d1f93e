-- Take out the URLs whose new state follows. $urls.
DELETE FROM store.urls WHERE url IN (SELECT unnest($urls::VARCHAR[]));
