-- Move the next number of one kind on. $kind, $next_no.
UPDATE store.counters SET next_no = $next_no WHERE kind = $kind;
