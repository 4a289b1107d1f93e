-- What people said of pairs of articles. A word outlives every run; taken back, it stays as history.
CREATE TABLE store.judgements (
    judgement_no   INTEGER NOT NULL,
    kind           VARCHAR NOT NULL,   -- join: one story; part: two stories, and no copies
    left_id        VARCHAR NOT NULL,   -- article ids, the lesser first
    right_id       VARCHAR NOT NULL,
    because        VARCHAR NOT NULL,
    made_at        TIMESTAMP NOT NULL, -- UTC
    taken_back_at  TIMESTAMP,          -- UTC
    applied        BOOLEAN NOT NULL    -- the stories show it (or show that it was taken back)
);

-- How this store's stories are made. Changed by a recluster alone, so that all stories are made alike.
CREATE TABLE store.tuning (
    name  VARCHAR NOT NULL,
    value DOUBLE NOT NULL
);

CREATE VIEW main.judgements AS
SELECT
    'j' || judgement_no AS judgement_id, kind, left_id AS left_article_id,
    right_id AS right_article_id, because, made_at, taken_back_at
FROM store.judgements;
