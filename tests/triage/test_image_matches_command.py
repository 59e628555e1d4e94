import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.benches import pictures_made as made
from triage.models import PicturePrint

pytestmark = pytest.mark.xdist_group("scratch databases")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def folders(tmp_path):
    corpus, query = tmp_path / "corpus", tmp_path / "query"
    corpus.mkdir()
    query.mkdir()
    for number in range(3):
        made.scene(number).save(corpus / f"scene-{number}.jpg")
        made.post(number).save(corpus / f"post-{number}.png")
    return corpus, query


def ask(folders, capsys):
    call_command("image_matches", *map(str, folders))
    shown = capsys.readouterr()
    return {row["query"]: row for row in map(json.loads, shown.out.splitlines())}, shown.err


def test_each_query_gets_one_line_with_its_source_or_null(db, folders, capsys):
    _, query = folders
    made.cropped(made.scene(1)).save(query / "a.webp")
    made.darkened(made.post(2)).save(query / "b.png")
    made.post(9).save(query / "c.png")
    (query / "d.jpg").write_bytes((folders[0] / "scene-0.jpg").read_bytes())
    rows, errors = ask(folders, capsys)
    assert {name: row["match"] for name, row in rows.items()} == {
        "a.webp": "scene-1.jpg",
        "b.png": "post-2.png",
        "c.png": None,
        "d.jpg": "scene-0.jpg",
    }
    assert all(0 <= row["score"] <= 1 and set(row) == {"query", "match", "score"} for row in rows.values())
    assert rows["d.jpg"]["score"] == 1
    assert rows["c.png"]["score"] < 0.5
    assert errors == ""


def test_file_that_cannot_be_read_has_no_match_and_a_line_on_standard_error(db, folders, capsys):
    corpus, query = folders
    (corpus / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (query / "junk.webp").write_bytes(b"nothing")
    (query / "also.png").write_bytes(b"")
    (query / "note.txt").write_text("no picture")
    rows, errors = ask(folders, capsys)
    assert rows == {
        "also.png": {"query": "also.png", "match": None, "score": 0.0},
        "junk.webp": {"query": "junk.webp", "match": None, "score": 0.0},
    }
    assert [line.split(":")[0] for line in errors.splitlines()] == ["broken.png", "also.png", "junk.webp"]


def test_hub_is_neither_read_nor_written(submit, hub, at, folders, capsys):
    from triage.services import pictures

    report = submit(url="", files=[made.as_bytes(made.scene(30))])
    pictures.write(report_ids=[report.id], by=hub, at=at)
    made.darkened(made.scene(30)).save(folders[1] / "known-to-the-hub.png")
    rows, _ = ask(folders, capsys)
    assert rows["known-to-the-hub.png"]["match"] is None
    assert PicturePrint.objects.get().report_id == report.id


def test_folder_that_is_none_is_misuse(db, tmp_path):
    with pytest.raises(SystemExit) as stopped:
        call_command("image_matches", str(tmp_path), str(tmp_path / "none"))
    assert stopped.value.code == 2


@pytest.mark.deployment
def test_command_runs_by_itself_on_a_database_without_tables(folders, tmp_path):
    made.resized(made.scene(2)).save(folders[1] / "small.png")
    var = tmp_path / "var"
    environment = {"PATH": os.defpath, "HATEHUB_VAR": str(var)}
    done = subprocess.run(
        [sys.executable, "manage.py", "image_matches", *map(str, folders)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=True,
    )
    assert json.loads(done.stdout)["match"] == "scene-2.jpg"
