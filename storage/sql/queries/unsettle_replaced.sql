-- Note the articles of `renumbered` themselves, under their new numbers. $cause: page, extraction.
INSERT INTO store.unsettled SELECT new_no, $cause FROM renumbered;
