-- The URLs that are listed and not asked yet, the longest known first. One row per URL.
SELECT url, page_key, source, first_seen, last_seen, waiting, listing, outcome, failures, next_ask,
    etag, last_modified, digest, article_id, moved_to, taken_by
FROM store.urls WHERE waiting ORDER BY first_seen, url;
