"""Walking the questions of a versioned policy to one of its exits. Pure: the policy is handed in as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

EXITS = frozenset({"crime", "non_crime", "out_of_scope"})
ANSWERS = ("yes", "no")


class BadPolicy(Exception):
    """A policy has a dead end, a loop or an unknown exit; the message says where."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question. `leads` gives, for yes and no, the next question or `exit:` and an exit."""

    id: str
    text: str
    hint: str
    leads: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A policy in one version."""

    version: str
    name: str
    start: str
    questions: Mapping[str, Question]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an officer answered to one question, and why."""

    question: str
    answer: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Walk:
    """How far the answers lead: the path so far, and the next question or the exit."""

    path: tuple[Answer, ...]
    next: Question | None
    exit: str | None


def read_policy(data: Mapping[str, Any]) -> Policy:
    """Return a policy from its data, checked. Raises BadPolicy naming the question."""
    questions: dict[str, Question] = {}
    for item in data["questions"]:
        question = _read_question(item)
        if question.id in questions:
            raise BadPolicy(f"{question.id} stands twice")
        questions[question.id] = question
    policy = Policy(version=data["version"], name=data["name"], start=data["start"], questions=questions)
    _check(policy)
    return policy


def _read_question(item: Mapping[str, str]) -> Question:
    for answer in ANSWERS:
        if answer not in item:
            raise BadPolicy(f"{item['id']} does not say where the answer {answer} leads")
    leads = {answer: item[answer] for answer in ANSWERS}
    return Question(id=item["id"], text=item["text"], hint=item.get("hint", ""), leads=leads)


def walk(policy: Policy, answers: Mapping[str, Answer]) -> Walk:
    """Follow the answers from the start. Answers that are not on the path are left out."""
    path: list[Answer] = []
    target = policy.start
    while not target.startswith("exit:"):
        question = policy.questions[target]
        given = answers.get(target)
        if given is None or given.answer not in ANSWERS:
            return Walk(path=tuple(path), next=question, exit=None)
        path.append(given)
        target = question.leads[given.answer]
    return Walk(path=tuple(path), next=None, exit=target.removeprefix("exit:"))


def _check(policy: Policy) -> None:
    if policy.start not in policy.questions:
        raise BadPolicy(f"the policy starts at {policy.start}, which is not one of its questions")
    for question in policy.questions.values():
        for answer, target in question.leads.items():
            known = target.removeprefix("exit:") in EXITS if target.startswith("exit:") else target in policy.questions
            if not known:
                raise BadPolicy(f"{question.id}: the answer {answer} leads to {target}, which does not exist")
    reached: set[str] = set()
    _check_ends(policy, policy.start, seen=(), reached=reached)
    for lost in policy.questions.keys() - reached:
        raise BadPolicy(f"no answer leads to {lost}")


def _check_ends(policy: Policy, target: str, *, seen: tuple[str, ...], reached: set[str]) -> None:
    if target in seen:
        raise BadPolicy(f"{target} leads back to itself")
    reached.add(target)
    for leads_to in policy.questions[target].leads.values():
        if not leads_to.startswith("exit:"):
            _check_ends(policy, leads_to, seen=(*seen, target), reached=reached)
