-- All compared reports, in no order. One row per pair.
SELECT left_no, right_no, score FROM store.story_pairs;
