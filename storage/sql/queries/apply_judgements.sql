-- The stories show every word given or taken back so far.
UPDATE store.judgements SET applied = true WHERE NOT applied;
