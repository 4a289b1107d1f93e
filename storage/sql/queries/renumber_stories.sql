-- Let store.stories speak of articles by their new numbers: see the temporary table `renumbered`.
UPDATE store.stories SET canonical_no = new_no FROM renumbered WHERE canonical_no = old_no;
