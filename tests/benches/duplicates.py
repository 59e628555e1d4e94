"""`make bench-duplicates [N=rows]`: near-identical posts, found by the hub and by its peers among invented ones."""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tests.benches import peers
from tests.benches.finding_measured import HEADER, Lookup, Measured, measure
from tests.benches.posts_made import queries, rows
from tests.benches.stage import temporary_folder

ROOT = Path(__file__).resolve().parent.parent.parent
ROWS, QUERIES, FEW = 20_000, 480, 48
SLOW = frozenset({"plain_rapidfuzz"})
LIMITS = """
Reach, on real posts: recall at precision .99 of .96 at 100,000 rows and .94 at a million; the source among ten in .99
and .985; at most 10 % of templates called the same; 8 ms median and 25 ms p95, at a million 15 and 40; index 500 MB.
"""
MEANING = """
The posts below are invented, and so are the words in them: figures compare finders with each other, and say nothing
about real posts. `recall`: of the duplicates, where 99 of 100 matches are right, templates left out. `among 10`: the
source is among the first ten. `templates`: the same sentence about another target, or turned round, that is called the
same at that threshold. Times are those of one query after the other; what a peer cannot keep in an index has no size.
"""


@contextmanager
def hub(posts: dict[int, str], folder: Path) -> Iterator[tuple[Measured, Lookup]]:
    """The hub's own finder, through `manage.py duplicates_pipe`: real tables, sealed texts, PostgreSQL."""
    command = [sys.executable, "manage.py", "duplicates_pipe"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as pipe:
        assert pipe.stdin is not None
        assert pipe.stdout is not None
        for row, text in posts.items():
            _send(pipe.stdin, {"op": "corpus", "id": row, "text": text})
        built = _ask(pipe.stdin, pipe.stdout, {"op": "build"})["seconds"]
        size = _ask(pipe.stdin, pipe.stdout, {"op": "size"})["index_bytes"]
        stdin, stdout = pipe.stdin, pipe.stdout

        def lookup(text: str) -> list[tuple[int, float]]:
            found = _ask(stdin, stdout, {"op": "query", "id": "", "text": text})
            return [(match["id"], match["score"]) for match in found["matches"]]

        yield Measured(name="hatehub", rows=len(posts), built_s=built, index_bytes=size), lookup
        pipe.stdin.close()


def _send(stdin: IO[str], line: dict[str, Any]) -> None:
    stdin.write(json.dumps(line) + "\n")


def _ask(stdin: IO[str], stdout: IO[str], line: dict[str, Any]) -> dict[str, Any]:
    _send(stdin, line)
    stdin.flush()
    answer: dict[str, Any] = json.loads(stdout.readline())
    return answer


def main() -> None:
    """Read the command line, make the posts, and print one row for each finder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    options = parser.parse_args()
    posts = dict(rows(options.rows))
    asked = queries(posts, number=QUERIES)
    print(LIMITS, MEANING, f"{len(posts):,} posts, {len(asked)} queries", sep="")
    print(HEADER)
    for finder in (hub, *peers.PEERS):
        few = asked[:FEW] if finder.__name__ in SLOW else asked
        with temporary_folder() as folder:
            try:
                with finder(posts, folder) as (measured, lookup):
                    print(measure(measured, lookup, few).line(), flush=True)
            except peers.NotHere as absent:
                print(f"  not measured: {absent}")


if __name__ == "__main__":
    main()
