-- What is known of the listers of a source, the first one first. One row per lister. $source.
SELECT source, url, etag, last_modified, digest, poll_s, per_hour, asked_at, next_due, succeeded_at
FROM store.listers WHERE source = $source ORDER BY rowid;
