-- Let store.events speak of articles by their new numbers: see the temporary table `renumbered`.
UPDATE store.events SET article_no = new_no FROM renumbered WHERE article_no = old_no;
