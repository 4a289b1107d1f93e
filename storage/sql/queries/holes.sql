-- How many bytes of the pipeline's file are free, and how many it has. One row.
SELECT free_blocks * block_size AS free, total_blocks * block_size AS total
FROM pragma_database_size()
WHERE database_name = current_database();
