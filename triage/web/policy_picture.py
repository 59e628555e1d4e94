"""Where the questions, arrows and exits of a policy stand in its picture; a table says the same in words."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from triage.rules.policy import ANSWERS, EXIT, Outcome, Policy, Question, in_order

ROW, BOX_HEIGHT, BOX_WIDTH = 104, 78, 430
LANE, EDGE = 26, 14
CHIP_WIDTH, CHIP_HEIGHT, CHIP_GAP = 250, 30, 74
LETTERS, MOST_LINES, LINE = 50, 3, 19
LEAVES = {"yes": 42, "no": 62}
ARRIVES = 16
COLOURS = {Outcome.CRIME: "crime", Outcome.NON_CRIME: "non-crime", Outcome.OUT_OF_SCOPE: "out"}
Shape = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Skip:
    """An answer that leads to a question further down: it goes round the boxes between, in a lane beside them."""

    answer: str
    source: int
    target: int


def draw(policy: Policy) -> Shape:
    """Return the picture in its own units: boxes of questions, straight arrows, skips in lanes, chips of exits."""
    questions = in_order(policy)
    places = {question.id: row for row, question in enumerate(questions)}
    skips = list(_skips(questions, places))
    lanes = _lanes(skips)
    left = EDGE + LANE * (max(lanes.values(), default=-1) + 1) + LANE
    return {
        "width": left + BOX_WIDTH + CHIP_GAP + CHIP_WIDTH + EDGE,
        "height": ROW * len(questions),
        "boxes": [_box(question, row, left=left) for row, question in enumerate(questions)],
        "steps": list(_steps(questions, places, left=left)),
        "skips": [_skip(each, lane=lanes[each.target], left=left) for each in skips],
        "chips": list(_chips(policy, questions, left=left)),
    }


def _box(question: Question, row: int, *, left: int) -> Shape:
    words = textwrap.wrap(f"{row + 1}. {question.text}", LETTERS, max_lines=MOST_LINES, placeholder=" …")
    top = _top(row)
    first = top + (BOX_HEIGHT - LINE * len(words)) // 2 + 15
    return {
        "x": left,
        "y": top,
        "width": BOX_WIDTH,
        "height": BOX_HEIGHT,
        "is_threshold": question.threshold is not None,
        "lines": [{"x": left + 14, "y": first + LINE * number, "text": line} for number, line in enumerate(words)],
    }


def _skips(questions: list[Question], places: dict[str, int]) -> Iterator[Skip]:
    for row, question in enumerate(questions):
        for answer in ANSWERS:
            target = places.get(question.leads[answer])
            if target is not None and target > row + 1:
                yield Skip(answer=answer, source=row, target=target)


def _lanes(skips: list[Skip]) -> dict[int, int]:
    """Give each target a lane, 0 next to the boxes, so that no two that pass the same row share one."""
    spans = {skip.target: min(each.source for each in skips if each.target == skip.target) for skip in skips}
    lanes: dict[int, int] = {}
    for target, source in sorted(spans.items(), key=lambda span: span[0] - span[1]):
        passing = {lane for other, lane in lanes.items() if spans[other] <= target and source <= other}
        lanes[target] = next(lane for lane in range(len(spans)) if lane not in passing)
    return lanes


def _skip(skip: Skip, *, lane: int, left: int) -> Shape:
    x = left - LANE * (lane + 1) - 6
    begins, ends = _top(skip.source) + LEAVES[skip.answer], _top(skip.target) + ARRIVES
    path = f"M {left} {begins} H {x} V {ends} H {left - 2}"
    return {"path": path, "label": _word(skip.answer), "x": left - 30, "y": begins - 4}


def _steps(questions: list[Question], places: dict[str, int], *, left: int) -> Iterator[Shape]:
    for row, question in enumerate(questions):
        for place, answer in enumerate(ANSWERS):
            if places.get(question.leads[answer]) == row + 1:
                x = left + 60 + 120 * place
                path = f"M {x} {_top(row) + BOX_HEIGHT} V {_top(row + 1) - 2}"
                yield {"path": path, "label": _word(answer), "x": x + 8, "y": _top(row) + BOX_HEIGHT + 18}


def _chips(policy: Policy, questions: list[Question], *, left: int) -> Iterator[Shape]:
    begins, x = left + BOX_WIDTH, left + BOX_WIDTH + CHIP_GAP
    for row, question in enumerate(questions):
        ending = [answer for answer in ANSWERS if question.leads[answer].startswith(EXIT)]
        for place, answer in enumerate(ending):
            found = policy.exits[question.leads[answer].removeprefix(EXIT)]
            middle = _top(row) + BOX_HEIGHT // 2 + (0 if len(ending) == 1 else (-19, 19)[place])
            yield {
                "path": f"M {begins} {middle} H {x - 2}",
                "label": _word(answer),
                "label_x": begins + 12,
                "label_y": middle - 5,
                "x": x,
                "y": middle - CHIP_HEIGHT // 2,
                "width": CHIP_WIDTH,
                "height": CHIP_HEIGHT,
                "text_y": middle + 5,
                "text": textwrap.shorten(found.name, 32, placeholder=" …"),
                "kind": COLOURS[found.outcome],
            }


def _top(row: int) -> int:
    return ROW * row + (ROW - BOX_HEIGHT) // 2


def _word(answer: str) -> str:
    return _("Yes") if answer == "yes" else _("No")
