-- The terms that articles are met by, without crowded buckets, in the temporary table
-- `usable_terms` (term_key, article_no, day, bin). Reads `binned_terms` and `crowded`.
CREATE OR REPLACE TEMP TABLE usable_terms AS
SELECT term_key, article_no, day, bin
FROM binned_terms
ANTI JOIN (SELECT bucket_key AS term_key, bin FROM crowded WHERE kind = 'terms')
    USING (term_key, bin);
