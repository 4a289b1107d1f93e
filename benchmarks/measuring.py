"""Measured programs: wall time and peak memory of each, and what machine they ran on."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).resolve().parent
OWN_PYTHON = sys.executable
PEERS_PYTHON = str(HERE / ".venv" / "bin" / "python")
# Longer than any contestant needed for 100,000 articles on a quiet machine. Who has less time sets
# it lower; the results say who did not finish, and after how long.
LONGEST_SECONDS = int(os.environ.get("BENCH_LONGEST_SECONDS", "3600"))
# Exit codes: of the program `timeout`, and of one that a signal ended.
TIMED_OUT, SIGNALLED = 124, 128
TIMEOUT = shutil.which("timeout") or "/usr/bin/timeout"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A program that ran. peak_bytes: of the largest of its processes. said: its JSON answer.

    failure: why there is no result; empty where it did its work.
    """

    seconds: float
    peak_bytes: int
    said: dict[str, Any] = field(default_factory=dict)
    failure: str = ""


def measure(
    command: Sequence[str], *, cores: int | None = None, longest: int = LONGEST_SECONDS
) -> Measured:
    """Run a program to its end. Its answer is what it prints, or the last line, if that is JSON.

    cores: it may use the first so many of this machine's, all if None. longest: in seconds.
    """
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            [TIMEOUT, str(longest), *command],
            stdout=out,
            stderr=complaints,
            env=_environment(cores),
            preexec_fn=None if cores is None else lambda: _keep_to(cores),  # noqa: PLW1509 - no threads here
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - begun
        out.seek(0)
        complaints.seek(0)
        said, complained = _answer(out.read()), _last_line(complaints.read())
    return Measured(
        seconds=seconds,
        peak_bytes=used.ru_maxrss * 1024,
        said=said,
        failure=_failure(process.returncode, seconds, longest, complained),
    )


def _failure(code: int, seconds: float, longest: int, complained: str) -> str:
    """Return why a program has no result: what stopped it, before what it last happened to say."""
    if code == 0:
        return ""
    if code == TIMED_OUT:
        return f"did not finish within {longest:,} s"
    if code < 0 or code > SIGNALLED:
        return f"stopped from outside after {seconds:,.0f} s, unfinished"
    return complained or f"exit {code}"


def _environment(cores: int | None) -> dict[str, str]:
    """Nothing may reach for a network, and thread pools keep to the cores they are given."""
    threads = str(cores or os.cpu_count() or 1)
    return os.environ | {
        "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_OFFLINE": "1",
        "PYTHONPATH": str(HERE.parent),
        **dict.fromkeys(("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), threads),
    }


def _keep_to(cores: int) -> None:
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])


def _answer(written: bytes) -> dict[str, Any]:
    """Return a program's answer: all that it has written, or what it has written last."""
    said = written if written.startswith(b"{\n") else _last_line(written).encode()
    return json.loads(said) if said.startswith(b"{") else {}


def _last_line(written: bytes) -> str:
    lines = [line for line in written.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1].strip() if lines else ""


def machine() -> dict[str, Any]:
    """Return what a result depends on and may be published: no names of hosts or people."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 1),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "unknown"
