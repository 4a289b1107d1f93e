-- Take over what earlier runs have left waiting: it belongs to no source's poll of this run.
UPDATE store.urls SET taken_by = '' WHERE waiting;
