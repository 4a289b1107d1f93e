"""The steps as Prefect tasks: names, retries and nothing else; `tasks.batches` does the work.

Batches, never single articles: a task run costs 3 to 5 ms of bookkeeping. No result is cached or
kept: hashing a batch to find its cache key would cost more than making it again.
"""

from __future__ import annotations

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks import batches

SCHEME = batches.SCHEME

# Extraction starts processes, which a busy machine may refuse for a moment; the other steps only
# compute, and would fail again in the same way.
OUTSIDE_RETRIES = 2
OUTSIDE_DELAYS = [1, 5]

extract_batch = task(
    name="extract",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=OUTSIDE_RETRIES,
    retry_delay_seconds=OUTSIDE_DELAYS,
)(batches.extract_batch)
attribute_batch = task(name="attribute", cache_policy=NO_CACHE, persist_result=False)(
    batches.attribute_batch
)
fingerprint_batch = task(name="fingerprint", cache_policy=NO_CACHE, persist_result=False)(
    batches.fingerprint_batch
)
compare_texts_batch = task(name="compare texts", cache_policy=NO_CACHE, persist_result=False)(
    batches.compare_texts_batch
)
compare_reports_batch = task(name="compare reports", cache_policy=NO_CACHE, persist_result=False)(
    batches.compare_reports_batch
)
group_batch = task(name="group", cache_policy=NO_CACHE, persist_result=False)(batches.group_batch)
choose_batch = task(name="choose", cache_policy=NO_CACHE, persist_result=False)(
    batches.choose_batch
)
