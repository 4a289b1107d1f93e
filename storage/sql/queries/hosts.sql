-- What is known of every host. One row per host.
SELECT host, asked, not_before, failures, crawl_delay_s, robots FROM store.hosts;
