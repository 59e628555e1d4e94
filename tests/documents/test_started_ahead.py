from datetime import UTC, datetime

import pytest

from hatehub.documents import rendering

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
CASE = {"title": "A letter", "year": 2026, "month": 11, "day": 2, "reference": "OHC-TEST-0001", "version": 1}
GIVEN = {"package": "tests.making.letters", "template": "letter.typ", "at": AT, "language": "en-gb"}


def letter(notice):
    return {**CASE, "notice": notice, "sections": []}


def test_a_document_is_the_same_whether_its_process_was_ahead_or_not():
    with rendering.started_ahead() as lay_out:
        ahead = rendering.render_apart(data=letter("one"), lay_out=lay_out, **GIVEN)
        second = rendering.render_apart(data=letter("two"), lay_out=lay_out, **GIVEN)
    assert ahead == rendering.render_apart(data=letter("one"), **GIVEN)
    assert second == rendering.render_apart(data=letter("two"), **GIVEN)


def test_a_process_that_was_asked_nothing_ends(monkeypatch):
    started = []
    begin = rendering._start
    monkeypatch.setattr(rendering, "_start", lambda: started.append(begin()) or started[-1])
    with pytest.raises(KeyError), rendering.started_ahead():
        raise KeyError
    (process,) = started
    assert process.returncode is not None


def test_a_job_that_cannot_be_laid_out_is_tried_in_a_process_of_its_own_and_then_refused():
    with rendering.started_ahead() as lay_out, pytest.raises(rendering.NotLaidOut, match="status"):
        rendering.render_apart(data=letter("one"), lay_out=lay_out, **{**GIVEN, "template": "missing.typ"})
