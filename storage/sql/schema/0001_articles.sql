-- The pipeline's own tables live in the schema `store`; what readers see are views (0003).
-- No primary keys on the large tables: DuckDB's ART index must fit in memory and cannot spill,
-- so uniqueness is kept by anti-joins when rows are added (storage/articles.py).
CREATE SCHEMA store;

-- One row per article. Written once, never changed.
CREATE TABLE store.articles (
    article_no    INTEGER NOT NULL,   -- 1, 2, 3 ... in the order of arrival; what other tables refer to
    article_id    VARCHAR NOT NULL,   -- follows from what the article is: the same in every store
    external_id   VARCHAR NOT NULL,   -- the input's own id; for a file, its path relative to SOURCE
    name          VARCHAR NOT NULL,   -- where the input stood: "wire.jsonl:12"
    url           VARCHAR,
    source        VARCHAR,            -- the outlet
    title         VARCHAR,
    -- Left to itself DuckDB stores long strings as they are (17 MB against 9 for 15,000 stories).
    text          VARCHAR NOT NULL USING COMPRESSION zstd,  -- in normal form
    authors       VARCHAR[] NOT NULL,
    published_at  TIMESTAMP,          -- UTC; null where nothing says it
    fetched_at    TIMESTAMP NOT NULL, -- UTC
    language      VARCHAR,            -- ISO 639-1
    word_count    INTEGER NOT NULL,
    text_sha256   BLOB NOT NULL,      -- 32 bytes; as hex it would be twice as long
    agency        VARCHAR,            -- who supplied the text, where that can be told
    agency_strength UTINYINT NOT NULL, -- how surely: 0 not at all, 1 a hint, 2 a credit, 3 certain
    agency_own    BOOLEAN NOT NULL,   -- the article is the agency's own, not an outlet's print of it
    agency_proof  VARCHAR,            -- the words that say so
    extra         JSON USING COMPRESSION zstd,              -- the input's other fields
    run_no        INTEGER NOT NULL
);

-- One row per article with words: the MinHash signature. Another scheme cannot be compared.
CREATE TABLE store.fingerprints (
    article_no INTEGER NOT NULL,
    scheme     VARCHAR NOT NULL,
    signature  UINTEGER[128] NOT NULL
);

-- One row per article and LSH band: two articles with a common key may be copies.
CREATE TABLE store.bands (
    band_key   UINTEGER NOT NULL,   -- the band's number is hashed into it
    article_no INTEGER NOT NULL
);

-- One row per article and sketch key (its smallest shingle hashes): meets cut copies that bands miss.
CREATE TABLE store.sketches (
    sketch_key UINTEGER NOT NULL,
    article_no INTEGER NOT NULL
);

-- One row per article and salient term: two articles with common terms may tell one story.
CREATE TABLE store.terms (
    term_key   UINTEGER NOT NULL,   -- the language is hashed into it
    article_no INTEGER NOT NULL
);
