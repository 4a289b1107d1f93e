-- Note that the URLs in the view `wanted` were listed again. $now.
UPDATE store.urls SET last_seen = $now WHERE url IN (SELECT url FROM wanted);
