"""Writing the bag of a case: bytes come out piece by piece; neither it nor a large case lies whole in memory."""

import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from hatehub.accounts.actors import HUB
from hatehub.documents.rendering import LayOut, started_ahead
from referrals.clients.signing import key_id
from referrals.models import EvidencePackage
from referrals.rules import enquiries
from referrals.rules.bag import BagWriter, Outlet
from referrals.rules.masking import Mask, Value
from referrals.rules.spool import Held, Spool, as_json
from referrals.services import redacting, signing_keys, summary
from referrals.services.contents import decisions, left_out, telling
from referrals.services.contents.added import Beside, write_parts
from referrals.services.contents.captures import captures_of
from referrals.services.contents.custody_log import custody_of
from referrals.services.contents.graph import Graph
from referrals.services.contents.handed_on import Handed, exhibits_of
from referrals.services.contents.known import Gathered
from referrals.services.contents.members import Member, list_ids, open_members
from reports.models import Evidence
from reports.rules.file_kinds import DRAWN_TYPES
from reports.services.subjects import withholds_subject

IN_SUMMARY = 200
"""Reports that the summary is given: the lead and the first of the others. The files have them all."""
LARGEST_PICTURE = 4 * 1024 * 1024
"""Bytes of a picture that the summary shows, reduced; larger ones are among the exhibits alone."""
LISTS = ("reports.json", "victim.json", "disclosure.json", "custody.json")
Note = Callable[[EvidencePackage.Step, int, int], None]


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a bag turned out to hold.

    `signed` is the SHA-256 of what is signed, in hexadecimal; `left_out` is for the row; `exhibits` are the ids of
    those whose bytes went in. `kept` is what the parts that were added asked to keep.
    """

    signed: str
    left_out: list[str]
    exhibits: list[int]
    withholds_subject: bool
    kept: dict[str, Any]


def write(*, package: EvidencePackage, at: datetime, note: Note) -> Generator[bytes, None, Written]:
    """Yield the bytes of a package's ZIP, and return what it holds: the same bytes for the same inputs and `at`.

    `note` is told how far it is. Raises custody.ExhibitChanged, and what reading a case raises.
    """
    return (yield from _Bag(package, at=at, note=note).write())


class _Bag:
    """One bag while it is written: what is gathered of each report, slice by slice."""

    def __init__(self, package: EvidencePackage, *, at: datetime, note: Note) -> None:
        self._package, self._case, self._at, self._note = package, package.case, at, note
        self._outlet = Outlet()
        self._name = f"{self._case.reference}-v{package.version}"
        self._bag = BagWriter(self._outlet, name=self._name, at=at)
        self._withheld = withholds_subject(case=self._case)
        self._lists = {name: Spool() for name in LISTS}
        self._first: dict[str, list[Any]] = {name: [] for name in LISTS}
        self._graph, self._gathered = Graph(), Gathered()
        self._values: list[Value] = []
        self._left_out: list[str] = []
        self._exhibits: list[int] = []
        self._paths: dict[int, str] = {}
        self._pictures: list[summary.Picture] = []
        self._blacked_out: dict[str, list[redacting.Listed]] = {}
        self._total = 0

    def write(self) -> Generator[bytes, None, Written]:
        """Yield everything in its order: exhibits as their reports come, then the files, then what seals them."""
        with started_ahead() as lay_out:
            return (yield from self._write(lay_out))

    def _write(self, lay_out: LayOut) -> Generator[bytes, None, Written]:
        ids = list_ids(case=self._case)
        self._total = Evidence.objects.filter(report__case=self._case).count()
        for listed in redacting.list_redactions(self._case):
            self._blacked_out.setdefault(listed.report, []).append(listed)
        self._keep_custody([f"case:{self._case.reference}"], {})
        for start, members in enumerate(open_members(ids=ids, is_withheld=self._withheld, by=HUB, at=self._at)):
            self._note(EvidencePackage.Step.READING, start * len(members), len(ids))
            yield from self._slice(members)
        self._note(EvidencePackage.Step.WRITING, 0, 0)
        files = self._files(reports=len(ids))
        for name, content in files.items():
            yield from self._add(name, [as_json(content), b"\n"])
        for name, spool in self._lists.items():
            yield from self._add(name, spool.chunks())
        attached = Held(most=summary.MOST_ATTACHED_BYTES)
        yield from self._add("case.jsonld", attached.held(self._linked(files)))
        beside = Beside(parts=write_parts(case=self._case, at=self._at))
        for name, content in beside.files.items():
            yield from self._add(name, [content])
        in_summary = {**files, **self._first, summary.ATTACHED: attached.content, summary.ADDED: beside.in_summary}
        yield from self._add("summary.pdf", [self._summary(in_summary, lay_out)])
        self._note(EvidencePackage.Step.SEALING, 0, 0)
        key = signing_keys.take_key(by=HUB, at=self._at)
        signed = self._bag.finish(info={**self._info(), "Signing-Key": key_id(key)})
        self._bag.close(signature=key.sign(signed))
        yield self._outlet.take()
        return Written(
            signed=hashlib.sha256(signed).hexdigest(),
            left_out=self._left_out,
            exhibits=self._exhibits,
            withholds_subject=self._withheld,
            kept=beside.kept,
        )

    def _slice(self, members: list[Member]) -> Iterator[bytes]:
        for member in members:
            handed: list[Handed] = []
            for each in exhibits_of(member, is_withheld=self._withheld, at=self._at):
                went_in = (yield from self._copy(each)) if each.path else each
                handed.append(went_in)
            self._keep(member, handed)
        by_subject = {f"report:{member.report.reference}": member for member in members}
        self._keep_custody(by_subject, by_subject)

    def _copy(self, each: Handed) -> Generator[bytes, None, Handed]:
        held = Held(most=LARGEST_PICTURE if self._is_shown(each) else 0)
        yield from self._add(each.path, held.held(each.chunks(at=self._at)), sha256=each.compared_with)
        if held.content:
            small = summary.small(held.content)
            self._pictures.append(summary.Picture(exhibit=each.original.exhibit, content=small, is_small=True))
        self._exhibits.append(each.item.id)
        self._paths[each.item.id] = each.path
        self._note(EvidencePackage.Step.COPYING, len(self._exhibits), self._total)
        return each.copied(sha256=self._bag.digests(each.path)["sha256"], size=self._bag.size(each.path))

    def _is_shown(self, each: Handed) -> bool:
        """Tell whether an exhibit is to be seen in the summary: a picture, while there is room for more."""
        return each.media_type in DRAWN_TYPES and len(self._pictures) < summary.MOST_PICTURES

    def _keep(self, member: Member, handed: list[Handed]) -> None:
        """Take what the files say of a report; what was hidden is counted before it is listed."""
        told = telling.told(member, handed, is_withheld=self._withheld)
        is_lead = member.report.id == self._case.lead_id
        self._put("reports.json", told, is_first=is_lead)
        self._put("victim.json", telling.needs(member), is_first=is_lead)
        blacked_out = self._blacked_out.get(member.report.reference, [])
        listed = left_out.left_out(member, handed, blacked_out=blacked_out, is_withheld=self._withheld)
        self._put("disclosure.json", listed, is_first=is_lead)
        self._gathered.add(told)
        area = str(member.report.victim_area.get("force") or "")
        self._graph.add(told, area=area)
        self._values += [*member.person.values, *member.subject.values]
        self._left_out += left_out.rows_left_out(member, handed)

    def _keep_custody(self, subjects: Iterable[str], members: dict[str, Member]) -> None:
        def hidden(subject: str, reason: str) -> str:
            return members[subject].hide_text(reason) if subject in members else ""

        for line in custody_of(subjects=subjects, hidden=hidden, at=self._at):
            self._put("custody.json", line)

    def _put(self, name: str, value: Any, *, is_first: bool = False) -> None:
        self._lists[name].add(value)
        if is_first:
            self._first[name].insert(0, value)
        elif len(self._first[name]) < IN_SUMMARY:
            self._first[name].append(value)

    def _files(self, *, reports: int) -> dict[str, Any]:
        """Return the files about the whole case; of what officers wrote, nobody who may not be named is left in it."""
        hide = self._hide()
        assessment = decisions.assessment_of(case=self._case, hide=hide)
        responsibility = decisions.responsibility_of(case=self._case, hide=hide)
        captures = [] if self._withheld else captures_of(case=self._case, paths=self._paths, hide=hide)
        known = self._gathered.known(assessment=assessment, responsibility=responsibility, captures=captures)
        return {
            "case.json": {
                "reference": self._case.reference,
                "version": self._package.version,
                "replaces": self._replaced(),
                "opened_at": self._case.opened_at.isoformat(),
                "lead": self._case.lead.reference,
                "reports": reports,
                "sealed_at": self._at.isoformat(),
                "withholds_subject": self._withheld,
            },
            "assessment.json": assessment,
            "responsibility.json": responsibility,
            "captures.json": captures,
            "enquiries.json": {**enquiries.lines(known), "communications_data": enquiries.request(known)},
        }

    def _hide(self) -> Callable[[str], str]:
        """Return what takes out of an officer's text everybody of the case who may not be named."""
        mask = Mask(values=tuple(dict.fromkeys(self._values)))
        return lru_cache(maxsize=1000)(mask.known)

    def _linked(self, files: dict[str, Any]) -> Iterator[bytes]:
        forces = dict.fromkeys(
            (row["force"], row["force_name"]) for row in files["responsibility.json"] if row["force"]
        )
        return self._graph.chunks(
            reference=self._case.reference,
            opened_at=self._case.opened_at.isoformat(),
            forces=forces,
            captures=files["captures.json"],
        )

    def _summary(self, files: dict[str, Any], lay_out: LayOut) -> bytes:
        return summary.render(
            contents_files=files,
            reference=self._case.reference,
            version=self._package.version,
            at=self._at,
            pictures=self._pictures,
            lay_out=lay_out,
        )

    def _info(self) -> dict[str, str]:
        info = {"Source-Organization": "Online Hate Hub", "External-Identifier": self._name}
        replaced = self._replaced()
        return info | ({"Replaces": replaced} if replaced else {})

    def _replaced(self) -> str | None:
        """Return which version this one replaces, as its bag names itself; None for the first."""
        sealed = self._case.packages.filter(
            state=EvidencePackage.State.SEALED, version__lt=self._package.version
        ).order_by("-version")
        earlier = sealed.first()
        return f"{self._case.reference}-v{earlier.version}" if earlier else None

    def _add(self, path: str, chunks: Iterable[bytes], *, sha256: str = "") -> Iterator[bytes]:
        for _ in self._bag.adding(path, chunks, sha256=sha256):
            if taken := self._outlet.take():
                yield taken
