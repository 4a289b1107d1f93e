-- Note that URLs were listed again. $urls, $now.
UPDATE store.urls SET last_seen = $now WHERE url IN (SELECT unnest($urls::VARCHAR[]));
