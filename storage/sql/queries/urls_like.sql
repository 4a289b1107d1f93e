-- What is known of URLs, and of other dresses of their pages. One row per URL. $urls, $page_keys.
SELECT url, page_key, source, first_seen, last_seen, waiting, listing, outcome, failures, next_ask,
    etag, last_modified, digest, article_id, moved_to, taken_by
FROM store.urls
WHERE url IN (SELECT unnest($urls::VARCHAR[])) OR page_key IN (SELECT unnest($page_keys::VARCHAR[]))
ORDER BY first_seen, url;
