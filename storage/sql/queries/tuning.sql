-- How this store's stories are made. One row per setting.
SELECT name, value FROM store.tuning ORDER BY name;
