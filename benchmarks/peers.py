"""The peers in the contests, in their own environment. Each ends with one line of JSON.

    python benchmarks/peers.py signatures|extract WHO NEWS|PAGES
    python benchmarks/peers.py copies WHO NEWS FOLDER     ends by writing FOLDER/groups.jsonl

Settings are those that a project's own documentation gives; where a second row says so, those
that suit news better.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contest import articles_of, median_seconds, pages_of, shingles_of, texts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PERMUTATIONS = 128
Groups = dict[str, int]


class Union:
    """Union-find over places, with path halving."""

    def __init__(self, count: int) -> None:
        self.parents = list(range(count))

    def find(self, place: int) -> int:
        """Return the place that stands for this one's group."""
        while self.parents[place] != place:
            self.parents[place] = self.parents[self.parents[place]]
            place = self.parents[place]
        return place

    def join(self, left: int, right: int) -> None:
        """Make two groups one."""
        self.parents[self.find(left)] = self.find(right)


def sign_datasketch(texts: list[str]) -> None:
    """As the documentation's first example: one update for each shingle."""
    from datasketch import MinHash

    for text in texts:
        signature = MinHash(num_perm=PERMUTATIONS)
        for shingle in shingles_of(text):
            signature.update(shingle.encode("utf8"))


def sign_datasketch_batch(texts: list[str]) -> None:
    """As its documentation advises for speed: update_batch."""
    from datasketch import MinHash

    for text in texts:
        MinHash(num_perm=PERMUTATIONS).update_batch([s.encode("utf8") for s in shingles_of(text)])


def sign_datasketch_xxh32(texts: list[str]) -> None:
    """With update_batch and a faster hash, which its documentation permits."""
    from datasketch import MinHash
    from xxhash import xxh32_intdigest

    for text in texts:
        signature = MinHash(num_perm=PERMUTATIONS, hashfunc=xxh32_intdigest)
        signature.update_batch([shingle.encode("utf8") for shingle in shingles_of(text)])


def sign_rensa(texts: list[str]) -> None:
    """Its fastest whole-set way: one call for all token sets."""
    from rensa import RMinHash

    RMinHash.digest_matrix_from_token_sets(
        [list(shingles_of(text)) for text in texts], num_perm=PERMUTATIONS, seed=42
    )


def sign_rensa_objects(texts: list[str]) -> None:
    """As its documentation's first example: signatures as objects."""
    from rensa import RMinHash

    RMinHash.from_token_sets(
        [list(shingles_of(text)) for text in texts], num_perm=PERMUTATIONS, seed=42
    )


def copies_datasketch(news: str, _: Path) -> Groups:
    """MinHashLSH at the threshold of its documentation, with update_batch, and union-find."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.5, num_perm=PERMUTATIONS)
    ids, signatures = [], []
    for at, (one, text) in enumerate(articles_of(news)):
        signature = MinHash(num_perm=PERMUTATIONS)
        signature.update_batch([shingle.encode("utf8") for shingle in shingles_of(text)])
        index.insert(at, signature)
        ids.append(one)
        signatures.append(signature)
    return _united(ids, (index.query(signature) for signature in signatures))


def copies_rensa_words(news: str, _: Path) -> Groups:
    """RMinHashDeduplicator as its documentation has it: words, threshold .8."""
    return _rensa(news, str.split, 0.8)


def copies_rensa(news: str, _: Path) -> Groups:
    """RMinHashDeduplicator with shingles of five words and threshold .5."""
    return _rensa(news, lambda text: list(shingles_of(text)), 0.5)


def _rensa(news: str, tokens: Callable[[str], list[str]], threshold: float) -> Groups:
    from rensa import RMinHash, RMinHashDeduplicator

    index = RMinHashDeduplicator(threshold=threshold, num_perm=PERMUTATIONS, use_lsh=True)
    ids, found = [], []
    for one, text in articles_of(news):
        signature = RMinHash(num_perm=PERMUTATIONS, seed=42)
        signature.update(tokens(text))
        found.append([int(key) for key in index.get_duplicates(signature)])
        # It keeps one of each group, so that what it finds is the group's first.
        if not found[-1]:
            index.add(str(len(ids)), signature)
        ids.append(one)
    return _united(ids, found)


def _united(ids: list[str], found: Iterable[Iterable[Any]]) -> Groups:
    groups = Union(len(ids))
    for at, others in enumerate(found):
        for other in others:
            groups.join(at, int(other))
    return {one: groups.find(at) for at, one in enumerate(ids)}


def copies_text_dedup(news: str, folder: Path) -> Groups:
    """Its command line with its defaults: shingles of 5, 250 permutations, threshold .7."""
    import pickle

    from text_dedup import minhash

    minhash.main(
        [
            *("--path", "json", "--data_files", news, "--split", "train", "--column", "text"),
            *("--idx_column", "id", "--output", str(folder / "kept"), "--debug"),
            *("--cache_dir", str(folder / "cache"), "--num_proc", "2"),
        ],
        standalone_mode=False,
    )
    with (folder / "kept" / "uf.pkl").open("rb") as file:
        united = pickle.load(file)  # noqa: S301 - we had it written just now
    numbers: dict[str, int] = {}
    roots = ((one, united.find(one)) for one in list(united.parent))
    return {one: numbers.setdefault(root, len(numbers)) for one, root in roots}


def copies_datatrove(news: str, folder: Path) -> Groups:
    """Its four stages with their defaults: shingles of 5, 14 bands of 8; two tasks, two workers."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import (
        MinhashDedupBuckets,
        MinhashDedupCluster,
        MinhashDedupFilter,
        MinhashDedupSignature,
    )
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    shards, at = (
        _halved(news, folder / "in"),
        {
            name: str(folder / name)
            for name in ("in", "signatures", "pairs", "groups", "kept", "logs")
        },
    )
    reader = JsonlReader(at["in"])
    stages = (
        ([reader, MinhashDedupSignature(at["signatures"])], 2),
        ([MinhashDedupBuckets(at["signatures"], at["pairs"])], 14),
        ([MinhashDedupCluster(at["pairs"], at["groups"], save_cluster_id=True)], 1),
        ([reader, MinhashDedupFilter(at["groups"]), JsonlWriter(at["kept"])], 2),
    )
    for number, (pipeline, tasks) in enumerate(stages):
        LocalPipelineExecutor(
            pipeline, tasks=tasks, workers=min(tasks, 2), logging_dir=f"{at['logs']}/{number}",
            start_method="fork",
        ).run()  # fmt: skip
    return _datatrove_groups(Path(at["groups"]), shards)


def _halved(news: str, folder: Path) -> list[list[str]]:
    """Write the news as two files, for two tasks, and return the ids in each."""
    folder.mkdir(parents=True)
    lines = Path(news).read_bytes().splitlines(keepends=True)
    halves = (lines[: len(lines) // 2], lines[len(lines) // 2 :])
    for number, half in enumerate(halves):
        (folder / f"{number}.jsonl").write_bytes(b"".join(half))
    ids = [one for one, _ in articles_of(news)]
    return [ids[: len(lines) // 2], ids[len(lines) // 2 :]]


def _datatrove_groups(folder: Path, shards: list[list[str]]) -> Groups:
    import struct

    return {
        ids[place]: group
        for number, ids in enumerate(shards)
        for place, group in struct.iter_unpack(
            "<2I", (folder / f"{number:06d}.clusters").read_bytes()
        )
    }


def extract_trafilatura(pages: list[bytes]) -> None:
    """As documented: one call a page."""
    import trafilatura

    for page in pages:
        trafilatura.extract(page)


def extract_resiliparse(pages: list[bytes]) -> None:
    """As documented for main content."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    for page in pages:
        extract_plain_text(bytes_to_str(page, detect_encoding(page)), main_content=True)


def extract_newspaper4k(pages: list[bytes]) -> None:
    """As documented for HTML that one has; without the pictures it would ask the network for."""
    import newspaper

    for page in pages:
        article = newspaper.Article("https://outlet.example/", language="en", fetch_images=False)
        article.download(input_html=page.decode("utf-8", "replace"))
        article.parse()


def contest(kind: str, who: str, *given: str) -> dict[str, Any]:
    """Let one peer do one thing."""
    work = globals()[f"{'sign' if kind == 'signatures' else kind}_{who}"]
    if kind == "copies":
        folder = Path(given[1])
        groups = work(given[0], folder)
        with (folder / "groups.jsonl").open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(one) + "\n" for one in groups.items())
        return {"groups": len(set(groups.values()))}
    inputs = (
        texts_of(given[0]) if kind == "signatures" else [page for _, page in pages_of(given[0])]
    )
    work(inputs[:10])
    repeats = 5 if kind == "signatures" else 3
    return {who: len(inputs) / median_seconds(lambda: work(inputs), repeats)}


if __name__ == "__main__":
    print(json.dumps(contest(*sys.argv[1:])))
