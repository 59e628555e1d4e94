"""A kind of answer, a kind of letter, and a link that opens, for the tests of this folder."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache

from referrals import registries
from referrals.models import AnswerLink
from tests.making.answer_links import KIND, WordForm, failed, given, make_link, note_failed, take, write


@pytest.fixture
def answer_kind() -> Iterator[None]:
    """Register both kinds for one test."""
    cache.clear()
    given.clear()
    failed.clear()
    registries.register_answer_kind(
        registries.AnswerKind(
            code=KIND, template="answer/page.html", form=WordForm, context=lambda link: {}, answer=take
        )
    )
    registries.register_letter(KIND, write, note_failed)
    yield
    registries._answers.pop(KIND)
    registries._letters.pop(KIND)


@pytest.fixture
def link(submit: Callable[..., Any], answer_kind: None) -> AnswerLink:
    """A link that opens now."""
    return make_link(submit().case)
