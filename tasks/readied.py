"""Makes ready for articles of texts by being loaded: kernels, words of English, the agencies.

Loaded by the process that workers are forked from (tasks.article.pool), so that all of them have
it, in one place of memory.
"""

from __future__ import annotations

from datetime import UTC, datetime

from tasks.batches import groundwork
from tasks.provenance.agencies import known_agencies
from tasks.records import Article

_TEXT = (
    "The ferry Asta ran aground off the harbour of Lindholm early on Tuesday with 41 people on "
    "board, the coast guard said, and all of them were brought ashore within the hour."
)
_SAMPLE = Article(
    article_id="a",
    external_id="asta",
    name="asta",
    title="Ferry runs aground off Lindholm",
    text=_TEXT,
    text_sha256="",
    word_count=len(_TEXT.split()),
    fetched_at=datetime(2026, 11, 3, tzinfo=UTC),
    language="en",
)

groundwork([_SAMPLE], known_agencies())
