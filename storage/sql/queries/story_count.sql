-- How many stories there are. One row.
SELECT count(*) FROM store.stories;
