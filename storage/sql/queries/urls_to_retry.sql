-- The URLs of sources in the view `wanted` that ended in passing trouble and may be asked again. One row per URL.
-- $outcomes: the passing ones, $now.
SELECT url, page_key, source, first_seen, last_seen, waiting, listing, outcome, failures, next_ask,
    etag, last_modified, digest, article_id, moved_to, taken_by
FROM store.urls
WHERE source IN (SELECT source FROM wanted) AND NOT waiting AND next_ask <= $now
  AND outcome IN (SELECT unnest($outcomes::VARCHAR[]))
ORDER BY first_seen, url;
