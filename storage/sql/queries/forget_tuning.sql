-- Make room for settings. See write_tuning.
DELETE FROM store.tuning;
