-- All crowded buckets, old and new, in the temporary table `crowded`. Reads the view `newly_crowded`.
CREATE OR REPLACE TEMP TABLE crowded AS
SELECT kind, bucket_key, bin FROM store.crowded
UNION ALL
SELECT kind, bucket_key, bin FROM newly_crowded;
