"""How the parts of a report that can be redacted are named: `exhibit:12`, `narrative`, `answer:why`, `post:7`."""

import re
from dataclasses import dataclass
from enum import StrEnum

NAME = re.compile(
    r"(?P<kind>narrative|suspect)"
    r"|(?P<answer>answer):(?P<question>[a-z_0-9]{1,40})"
    r"|(?P<row_kind>exhibit|post):(?P<row>[0-9]{1,18})"
    r"|(?P<post>post):(?P<of_row>[0-9]{1,18}):(?P<asked>[a-z_0-9]{1,40})"
)


class Kind(StrEnum):
    """What a part is."""

    EXHIBIT = "exhibit"
    NARRATIVE = "narrative"
    SUSPECT = "suspect"
    ANSWER = "answer"
    POST = "post"
    POST_ANSWER = "post_answer"


@dataclass(frozen=True, kw_only=True)
class PartName:
    """A name taken apart: of an exhibit or a post its row, of an answer its question."""

    kind: Kind
    row: int = 0
    question: str = ""

    def __str__(self) -> str:
        named = {
            Kind.EXHIBIT: f"exhibit:{self.row}",
            Kind.ANSWER: f"answer:{self.question}",
            Kind.POST: f"post:{self.row}",
            Kind.POST_ANSWER: f"post:{self.row}:{self.question}",
        }
        return named.get(self.kind, self.kind.value)


def read_name(name: str) -> PartName | None:
    """Return what a name says; None for what is none."""
    found = NAME.fullmatch(name)
    if found is None:
        return None
    if found["kind"]:
        return PartName(kind=Kind(found["kind"]))
    if found["answer"]:
        return PartName(kind=Kind.ANSWER, question=found["question"])
    if found["post"]:
        return PartName(kind=Kind.POST_ANSWER, row=int(found["of_row"]), question=found["asked"])
    return PartName(kind=Kind(found["row_kind"]), row=int(found["row"]))
