-- What the web is asked, and what became of every URL that was listed.

-- One row per host: when it may be asked again, and its robots.txt files by origin.
CREATE TABLE store.hosts (
    host          VARCHAR NOT NULL,
    asked         TIMESTAMP,          -- UTC: when its last answer ended
    not_before    TIMESTAMP,          -- UTC: what it asked for, or the end of a pause of ours
    failures      INTEGER NOT NULL,   -- in a row
    crawl_delay_s DOUBLE NOT NULL,
    robots        JSON NOT NULL
);

-- One row per lister: a feed, a sitemap, each sitemap of an index.
CREATE TABLE store.listers (
    source        VARCHAR NOT NULL,   -- the name in wirecopy.toml
    url           VARCHAR NOT NULL,
    etag          VARCHAR,
    last_modified VARCHAR,
    digest        VARCHAR,            -- of the last body
    poll_s        DOUBLE NOT NULL,    -- the pause between polls
    per_hour      DOUBLE,             -- new entries, on the long view
    asked_at      TIMESTAMP NOT NULL,
    next_due      TIMESTAMP NOT NULL,
    succeeded_at  TIMESTAMP
);

-- One row per run and lister: listed + retried = passed_over + repeated + taken.
CREATE TABLE store.polls (
    run_no      INTEGER NOT NULL,
    source      VARCHAR NOT NULL,
    url         VARCHAR NOT NULL,
    asked_at    TIMESTAMP NOT NULL,
    outcome     VARCHAR NOT NULL,     -- listed, or why it listed nothing
    detail      VARCHAR NOT NULL,
    listed      INTEGER NOT NULL,
    retried     INTEGER NOT NULL,     -- not listed, but ended in passing trouble before
    passed_over INTEGER NOT NULL,     -- already known, and not to be asked again yet
    repeated    INTEGER NOT NULL,     -- listed before in the same run
    taken       INTEGER NOT NULL      -- each has its row in url_outcomes
);

-- One row per URL that was ever listed.
CREATE TABLE store.urls (
    url           VARCHAR NOT NULL,
    page_key      VARCHAR NOT NULL,   -- the same for all dresses of one page
    source        VARCHAR NOT NULL,   -- what listed it first
    first_seen    TIMESTAMP NOT NULL,
    last_seen     TIMESTAMP NOT NULL,
    waiting       BOOLEAN NOT NULL,   -- listed, and not asked yet
    listing       JSON,               -- what its lister says, while it waits
    outcome       VARCHAR,            -- the last one
    failures      INTEGER NOT NULL,   -- passing troubles in a row
    next_ask      TIMESTAMP,          -- null: never again
    etag          VARCHAR,
    last_modified VARCHAR,
    digest        VARCHAR,            -- of the last body, by which it is kept
    article_id    VARCHAR             -- the last article made of it
);

-- One row per run and URL that it took: its one outcome. Only ever added to.
CREATE TABLE store.url_outcomes (
    run_no     INTEGER NOT NULL,
    url        VARCHAR NOT NULL,
    ended_at   TIMESTAMP NOT NULL,    -- UTC
    outcome    VARCHAR NOT NULL,
    detail     VARCHAR NOT NULL,
    digest     VARCHAR,
    article_id VARCHAR
);
