import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOWHERE = {"DATABASE_URL": "postgres://nobody:x@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}


def run(text):
    return subprocess.run(
        [sys.executable, "manage.py", "post_keys"],
        cwd=ROOT,
        input=text.encode(),
        capture_output=True,
        timeout=60,
        env={**os.environ, **NOWHERE, "DJANGO_SETTINGS_MODULE": "hatehub.settings.dev"},
        check=False,
    )


def test_each_line_is_answered_in_order_without_any_server():
    asked = [
        {"id": "a", "url": "https://x.com/somebody/status/1700000000000000001"},
        {"id": 2, "url": "not a link"},
        {"id": "c", "url": "https://twitter.com/somebody/status/1700000000000000001?s=20"},
        {"id": "ü", "url": ""},
    ]
    done = run("\n".join(json.dumps(each) for each in asked) + "\n")
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert done.returncode == 0, done.stderr
    assert [answer["id"] for answer in answers] == ["a", 2, "c", "ü"]
    assert answers[0]["key"] == answers[2]["key"] is not None
    assert answers[1]["key"] is None
    assert answers[3]["key"] is None
    assert all(set(answer) == {"id", "key"} for answer in answers)


def test_no_line_is_no_answer():
    done = run("")
    assert (done.returncode, done.stdout) == (0, b"")


@pytest.mark.parametrize("line", ["{", '{"id": 1}', "[1, 2]", '"text"', "7"])
def test_line_of_another_shape_is_misuse_named_by_its_number(line):
    done = run(json.dumps({"id": 1, "url": "https://x.com/a/status/1"}) + "\n" + line + "\n")
    assert done.returncode == 2
    assert "Line 2" in done.stderr.decode()
    assert len(done.stdout.splitlines()) == 1


def test_link_that_is_no_text_or_broken_text_has_no_key():
    done = run('{"id": 1, "url": "https://example.org/\\ud800"}\n{"id": 2, "url": null}\n')
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [1, 2]
