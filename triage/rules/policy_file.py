"""Reading a policy from the text of its file, refused by line and reason. Pure."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, TypeVar

from triage.rules.lined_json import BadLine, Lined, LinedList, read_lined, refuse
from triage.rules.policy import (
    ANSWERS,
    Disposal,
    Exit,
    Outcome,
    Policy,
    Question,
    Recorder,
    SubjectData,
    Threshold,
)
from triage.rules.policy_checks import check_exit, check_flow

FORMAT = 2
VERSION = re.compile(r"[a-z0-9][a-z0-9.-]{0,39}")
NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""What a database keeps in no text: the empty character, and halves of characters."""
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST = 600
TOP = ("format", "version", "name", "basis", "draft", "start", "questions", "exits")
QUESTION = ("id", "text", "hint", "yes", "no", "reason", "threshold")
ENDING = (
    *("code", "name", "outcome", "disposal", "complainant", "subject"),
    *("recorded_by", "subject_data", "told", "follows"),
)
Choice = TypeVar("Choice", bound=StrEnum)


class BadPolicy(Exception):
    """A policy cannot be used: file, line (from 1) and reason."""

    def __init__(self, *, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file} line {line}: {reason}")
        self.file, self.line, self.reason = file, line, reason


def read_policy(text: str, *, file: str = "policy") -> Policy:
    """Return the policy that a text in format 2 describes, checked. Raises BadPolicy."""
    try:
        return _policy(read_lined(text))
    except BadLine as error:
        raise BadPolicy(file=file, line=error.line, reason=error.reason) from None


def _policy(data: Any) -> Policy:
    if not isinstance(data, Lined):
        refuse(1, "a policy is a JSON object")
    if data.get("format") != FORMAT:
        refuse(data.line_of("format"), f"the format is not {FORMAT}")
    _check_names(data, known=TOP, optional=("draft",))
    policy = Policy(
        version=_matching(data, "version", VERSION),
        name=_text(data, "name"),
        basis=_text(data, "basis"),
        is_draft=_flag(data, "draft"),
        start=_text(data, "start"),
        questions=_by_name(_items(data, "questions"), name="id", read=_question),
        exits=_by_name(_items(data, "exits"), name="code", read=_exit),
    )
    check_flow(policy, data)
    return policy


def _question(item: Lined) -> Question:
    _check_names(item, known=QUESTION, optional=("hint", "reason", "threshold"))
    reasons = item.get("reason", [])
    if not isinstance(reasons, list) or not all(each in ANSWERS for each in reasons):
        refuse(item.line_of("reason"), "reason is a list of the answers, yes or no, that need one")
    return Question(
        id=_matching(item, "id", CODE),
        text=_text(item, "text"),
        hint=_text(item, "hint", empty=True),
        leads={answer: _text(item, answer) for answer in ANSWERS},
        reasons=frozenset(reasons),
        threshold=_chosen(item, "threshold", Threshold) if "threshold" in item else None,
    )


def _exit(item: Lined) -> Exit:
    _check_names(item, known=ENDING)
    found = Exit(
        code=_matching(item, "code", CODE),
        name=_text(item, "name"),
        outcome=_chosen(item, "outcome", Outcome),
        disposal=_chosen(item, "disposal", Disposal),
        complainant=_text(item, "complainant"),
        subject=_text(item, "subject"),
        recorded_by=_chosen(item, "recorded_by", Recorder),
        subject_data=_chosen(item, "subject_data", SubjectData),
        told=_text(item, "told"),
        follows=_text(item, "follows"),
    )
    check_exit(found, item)
    return found


def _items(data: Lined, name: str) -> list[Lined]:
    items = data[name]
    if not isinstance(items, LinedList) or not items:
        refuse(data.line_of(name), f"{name} is a list that is not empty")
    for item, line in zip(items, items.lines, strict=True):
        if not isinstance(item, Lined):
            refuse(line, f"{name} holds something that is no object")
    return items


def _by_name(items: Iterable[Lined], *, name: str, read: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in items:
        one = read(item)
        if item[name] in found:
            refuse(item.line_of(name), f"{item[name]} stands twice")
        found[item[name]] = one
    return found


def _check_names(item: Lined, *, known: tuple[str, ...], optional: tuple[str, ...] = ()) -> None:
    for name in item:
        if name not in known:
            refuse(item.line_of(name), f"{name} is not known here")
    for name in known:
        if name not in item and name not in optional:
            refuse(item.line, f"{name} is missing")


def _text(item: Lined, name: str, *, empty: bool = False) -> str:
    value = item.get(name, "")
    if not isinstance(value, str) or len(value) > LONGEST or NO_TEXT.search(value):
        refuse(item.line_of(name), f"{name} is not a text of up to {LONGEST} characters")
    if not value.strip() and not empty:
        refuse(item.line_of(name), f"{name} is empty")
    return value.strip()


def _matching(item: Lined, name: str, pattern: re.Pattern[str]) -> str:
    value = _text(item, name)
    if not pattern.fullmatch(value) or value != item[name]:
        refuse(item.line_of(name), f"{name} {value!r} is not made of small letters, digits and the like")
    return value


def _flag(item: Lined, name: str) -> bool:
    value = item.get(name, False)
    if not isinstance(value, bool):
        refuse(item.line_of(name), f"{name} is neither true nor false")
    return value


def _chosen(item: Lined, name: str, choices: type[Choice]) -> Choice:
    try:
        return choices(_text(item, name))
    except ValueError:
        known = ", ".join(choices)
        refuse(item.line_of(name), f"{name} {item[name]!r} is none of {known}")
