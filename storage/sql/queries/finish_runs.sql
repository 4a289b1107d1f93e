-- End every run that is still open: this one, and those it has carried on. $finished_at.
UPDATE store.runs
SET status = 'finished', finished_at = $finished_at,
    stories = (SELECT count(*) FROM store.stories)
WHERE status = 'running';
