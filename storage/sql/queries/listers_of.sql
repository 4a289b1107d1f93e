-- What is known of the listers of the sources in the view `wanted`, the first of each first. One row
-- per lister.
SELECT source, url, etag, last_modified, digest, poll_s, per_hour, asked_at, next_due, succeeded_at,
    moved_to, gone_at
FROM store.listers WHERE source IN (SELECT source FROM wanted) ORDER BY rowid;
