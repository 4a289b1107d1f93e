-- Remember where every article stood before a recluster, in the temporary table `old_places`.
CREATE OR REPLACE TEMP TABLE old_places AS
SELECT article_no, story_no FROM store.memberships;
