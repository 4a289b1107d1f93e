-- How a URL, or another dress of its page, ended in each run. One row per run and URL. $url.
SELECT urls.url, urls.source, first_seen, last_seen, next_ask, run_id, ended_at, ends.outcome,
    detail, ends.article_id
FROM store.urls
LEFT JOIN store.url_outcomes AS ends USING (url)
LEFT JOIN store.runs USING (run_no)
WHERE page_key IN (SELECT page_key FROM store.urls WHERE url = $url)
ORDER BY urls.url <> $url, urls.url, run_no, ended_at;
