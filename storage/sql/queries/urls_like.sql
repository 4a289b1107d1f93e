-- What is known of URLs, and of other dresses of their pages. One row per URL.
-- The view `wanted` has columns url and page_key, either may be null.
SELECT url, page_key, source, first_seen, last_seen, waiting, listing, outcome, failures, next_ask,
    etag, last_modified, digest, article_id, moved_to, taken_by
FROM store.urls
WHERE url IN (SELECT url FROM wanted) OR page_key IN (SELECT page_key FROM wanted)
ORDER BY first_seen, url;
