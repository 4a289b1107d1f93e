-- What is known of the listers of some sources, the first of each first. One row per lister. $sources.
SELECT source, url, etag, last_modified, digest, poll_s, per_hour, asked_at, next_due, succeeded_at,
    moved_to, gone_at
FROM store.listers WHERE source IN (SELECT unnest($sources::VARCHAR[])) ORDER BY rowid;
