"""Where everything stands in the picture of a subject's network, in pixels: accounts left, cases by force right. Pure.

Two columns with lines between, in the order that lets fewest of them cross (each side by the middle of what it is tied
to, the barycentre heuristic of Sugiyama, Tagawa and Toda, 1981). A line goes from an account to a box of cases and is
the thicker the more it stands for, so that hundreds of cases stay readable; which account is in which case stands in
the table beside the picture.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

MOST_NODES = 500
MARGIN, GAP, ROW = 8, 12, 24
ARC, ACCOUNT_WIDTH, BETWEEN = 56, 280, 140
CHIP_WIDTH, CHIPS, HEAD = 158, 3, 26
WIDTH = ARC + ACCOUNT_WIDTH + BETWEEN + CHIPS * CHIP_WIDTH + 2 * MARGIN
LONGEST_LABEL, LONGEST_HEAD, LONGEST_STEP, THICKEST = 36, 58, 96, 7
PASSES = 4


@dataclass(frozen=True, kw_only=True)
class AccountNode:
    """An account: one of the subject's, or one that may be."""

    id: int
    label: str
    is_own: bool


@dataclass(frozen=True, kw_only=True)
class CaseNode:
    """A case, in the box of the forces that have it; `people` is how many complained."""

    id: str
    label: str
    forces: str
    people: int
    is_urgent: bool


@dataclass(frozen=True, kw_only=True)
class Tie:
    """A link between two accounts: and whether an officer has said that it is one."""

    one: int
    other: int
    is_confirmed: bool


@dataclass(frozen=True, kw_only=True)
class Placed:
    """An account or a case with its place."""

    x: int
    y: int
    width: int
    label: str
    is_marked: bool
    people: int = 0

    @property
    def middle(self) -> int:
        """The height of its text."""
        return self.y + ROW // 2

    @property
    def text_x(self) -> int:
        """Where its text begins."""
        return self.x + MARGIN


@dataclass(frozen=True, kw_only=True)
class Box:
    """The cases of the same forces, in a frame."""

    x: int
    y: int
    width: int
    height: int
    label: str
    cases: tuple[Placed, ...]

    @property
    def text_x(self) -> int:
        """Where its name begins."""
        return self.x + MARGIN

    @property
    def text_y(self) -> int:
        """The height of its name."""
        return self.y + HEAD // 2


@dataclass(frozen=True, kw_only=True)
class Line:
    """A curve from an account to a box, or between two accounts; `path` is for an SVG."""

    path: str
    thickness: int
    is_sure: bool


@dataclass(frozen=True, kw_only=True)
class Network:
    """The whole picture."""

    width: int
    height: int
    accounts: tuple[Placed, ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    ties: tuple[Line, ...]


def draw(
    *,
    accounts: Sequence[AccountNode],
    cases: Sequence[CaseNode],
    named: Collection[tuple[int, str]],
    ties: Sequence[Tie],
) -> Network:
    """Place accounts and cases; `named` holds which account is named in which case."""
    grouped: dict[str, list[CaseNode]] = defaultdict(list)
    for case in cases:
        grouped[case.forces].append(case)
    forces = {case.id: case.forces for case in cases}
    strength = Counter((account, forces[case]) for account, case in named if case in forces)
    order, boxes_in_order = _ordered(accounts, list(grouped), strength)
    boxes = _boxes([(force, grouped[force]) for force in boxes_in_order])
    lowest = max((each.y + each.height for each in boxes.values()), default=0)
    step = max(ROW + MARGIN, min(lowest // max(len(order), 1), LONGEST_STEP))
    placed = {each.id: _account(each, MARGIN + place * step) for place, each in enumerate(order)}
    lines = _lines(strength, placed, boxes)
    arcs = [_arc(tie, placed) for tie in ties if tie.one in placed and tie.other in placed]
    lowest = max([lowest, *(each.y + ROW for each in placed.values())])
    return Network(
        width=WIDTH,
        height=lowest + MARGIN,
        accounts=tuple(placed.values()),
        boxes=tuple(boxes.values()),
        lines=tuple(lines),
        ties=tuple(arcs),
    )


def _ordered(
    accounts: Sequence[AccountNode], boxes: list[str], strength: Counter[tuple[int, str]]
) -> tuple[list[AccountNode], list[str]]:
    """Order both sides by the middle of what each is tied to; the subject's own accounts stay above the others."""
    own = sorted(accounts, key=lambda each: not each.is_own)
    for _ in range(PASSES):
        at = {each.id: place for place, each in enumerate(own)}
        boxes = sorted(boxes, key=lambda box: _middle([(at[a], n) for (a, b), n in strength.items() if b == box]))
        box_at = {box: place for place, box in enumerate(boxes)}
        middles: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for (account, box), number in strength.items():
            middles[account].append((box_at[box], number))
        own = sorted(own, key=lambda each: (not each.is_own, _middle(middles[each.id])))
    return own, boxes


def _middle(weighed: list[tuple[int, int]]) -> float:
    total = sum(number for _, number in weighed)
    return sum(place * number for place, number in weighed) / total if total else float("inf")


def _account(account: AccountNode, y: int) -> Placed:
    return Placed(
        x=ARC,
        y=y,
        width=ACCOUNT_WIDTH,
        label=_short(account.label, LONGEST_LABEL),
        is_marked=account.is_own,
    )


def _boxes(grouped: Sequence[tuple[str, Sequence[CaseNode]]]) -> dict[str, Box]:
    boxes, y = {}, MARGIN
    x = ARC + ACCOUNT_WIDTH + BETWEEN
    for forces, cases in grouped:
        rows = -(-len(cases) // CHIPS)
        height = HEAD + rows * (ROW + 4) + MARGIN
        boxes[forces] = Box(
            x=x,
            y=y,
            width=CHIPS * CHIP_WIDTH + MARGIN,
            height=height,
            label=_short(forces, LONGEST_HEAD),
            cases=tuple(
                Placed(
                    x=x + MARGIN + (place % CHIPS) * CHIP_WIDTH,
                    y=y + HEAD + (place // CHIPS) * (ROW + 4),
                    width=CHIP_WIDTH - MARGIN,
                    label=case.label,
                    is_marked=case.is_urgent,
                    people=case.people,
                )
                for place, case in enumerate(cases)
            ),
        )
        y += height + GAP
    return boxes


def _lines(strength: Counter[tuple[int, str]], accounts: Mapping[int, Placed], boxes: Mapping[str, Box]) -> list[Line]:
    """Lead a line from each account to each box that it is named in, so that none ends upon another."""
    into: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for (account, forces), number in strength.items():
        if account in accounts:
            into[forces].append((account, number))
    lines = []
    for forces, ends in into.items():
        box = boxes[forces]
        ends.sort(key=lambda end: accounts[end[0]].y)
        for place, (account, number) in enumerate(ends, start=1):
            start, port = accounts[account], box.y + box.height * place // (len(ends) + 1)
            x, half = start.x + start.width, BETWEEN // 2
            path = f"M{x},{start.middle} C{x + half},{start.middle} {box.x - half},{port} {box.x},{port}"
            lines.append(Line(path=path, thickness=min(1 + int(math.log2(number)), THICKEST), is_sure=True))
    return lines


def _arc(tie: Tie, accounts: Mapping[int, Placed]) -> Line:
    upper, lower = sorted((accounts[tie.one], accounts[tie.other]), key=lambda each: each.y)
    far = max(MARGIN, ARC - 16 - (lower.y - upper.y) // 6)
    path = f"M{ARC},{upper.middle} C{far},{upper.middle} {far},{lower.middle} {ARC},{lower.middle}"
    return Line(path=path, thickness=2, is_sure=tie.is_confirmed)


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
