"""A case of many reports, made quickly: real keys, real seals and real audit chains, stored in bulk."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from hatehub.audit.models import ChainHead, Entry
from hatehub.audit.rules.chain import GENESIS, Link, hash_link
from hatehub.vault import keyring
from hatehub.vault import services as vault
from hatehub.vault.models import DataKey, Purpose
from hatehub.vault.rules import ciphers
from reports.models import Case, Complainant, Content, Evidence, Gate, Message, Report, StatusEntry, Update
from reports.rules.gates import GATES
from reports.rules.references import CASE_PREFIX, REPORT_PREFIX
from reports.services.personal import Contact, seal_contact
from reports.services.submission import receipt_code, receipt_hash
from tests.benches.invented import reference
from triage.models import DuplicateMatch, Merge

BATCH = 1000
WAVE_POST = ("https://x.com/someone/status/1700000000000000001", "x", "someone", "x:post:1700000000000000001")
AREA = {"force": "E23000010", "candidates": ["E23000010"], "confidence": 0.98, "source": "district"}
OTHER_AREA = {**AREA, "force": "E23000032", "candidates": ["E23000032"]}
STORY = "They write that those people should leave, and others join in. " * 6
MERGED_STORY = ("received", "step_start_triage", "step_merge", "caught_up")
LOOKS = ("viewed", "status_opened", "status_opened")


class Maker:
    """Makes cases one after another. Every member has a post, a story, gates and an audit chain; some more."""

    def __init__(self, *, now: datetime, first_number: int) -> None:
        self._now, self._next = now, first_number
        self._master_id = keyring.active_key_id()
        self._master = keyring.master_key(self._master_id)

    def make(self, members: int) -> Case:
        """Store a case in triage with `members` reports, the lead included, and return it."""
        with transaction.atomic():
            connection.cursor().execute("SET CONSTRAINTS ALL DEFERRED")
            lead = self._member(0, into=None)
            case = lead["case"]
            self._store([lead])
            for start in range(1, members, BATCH):
                self._store([self._member(each, into=lead) for each in range(start, min(members, start + BATCH))])
        return Case.objects.select_related("lead").get(id=case.id)

    def _member(self, place: int, *, into: dict[str, Any] | None) -> dict[str, Any]:
        """Return one member. Of a hundred, three are victims, one is in danger, one names another strand."""
        number, self._next = self._next, self._next + 1
        sent = self._now - timedelta(days=3) + timedelta(seconds=20 * place)
        own = Case(id=uuid4(), reference=reference(CASE_PREFIX, number), lead_id=uuid4(), opened_at=sent)
        keys = {purpose: ciphers.new_key() for purpose in Purpose}
        report = Report(
            id=own.lead_id,
            reference=reference(REPORT_PREFIX, number),
            receipt_hash=receipt_hash(receipt_code(token=f"bench{number}")),
            case_id=into["case"].id if into else own.id,
            state="merged" if into else "in_triage",
            state_since=sent,
            due_at=None if into else sent + timedelta(days=5),
            version=3 if into else 2,
            joined_at_version=2 if into else None,
            submitted_at=sent,
            language="en-gb",
            strands=["religion"] if place % 100 == 41 else ["race"],
            victim_area=OTHER_AREA if place % 10 == 9 else AREA,
            danger="danger" if place % 100 == 42 else "no",
            sealed_narrative=_sealed(keys, STORY, own.lead_id, Purpose.MATERIAL, "narrative"),
        )
        own.merged_into_id = into["case"].id if into else None
        return {"case": own, "report": report, "keys": keys, "place": place, "into": into, "sent": sent}

    def _store(self, members: list[dict[str, Any]]) -> None:
        Case.objects.bulk_create([each["case"] for each in members])
        Report.objects.bulk_create([each["report"] for each in members])
        DataKey.objects.bulk_create([key for each in members for key in self._keys(each)])
        Complainant.objects.bulk_create([_complainant(each) for each in members])
        Content.objects.bulk_create([_content(each) for each in members])
        Evidence.objects.bulk_create([_exhibit(each) for each in members if each["place"] % 3 == 0])
        Gate.objects.bulk_create([Gate(report=each["report"], name=name) for each in members for name in GATES])
        entries = StatusEntry.objects.bulk_create([line for each in members for line in _story(each)])
        Update.objects.bulk_create([_sent(entry) for entry in entries])
        _store_messages([each for each in members if each["place"] % 10 == 3])
        chains = [_chain(each) for each in members]
        Entry.objects.bulk_create([entry for chain in chains for entry in chain])
        ChainHead.objects.bulk_create([_head(chain) for chain in chains])
        joined = [each for each in members if each["into"]]
        Merge.objects.bulk_create([_merge(each) for each in joined])
        DuplicateMatch.objects.bulk_create([_match(each) for each in joined])

    def _keys(self, member: dict[str, Any]) -> list[DataKey]:
        owner = member["report"].id
        return [
            DataKey(
                owner=owner,
                purpose=purpose,
                master_key_id=self._master_id,
                wrapped=ciphers.seal(self._master, key, context=f"key:{owner}:{purpose.value}".encode()),
                created_at=member["sent"],
            )
            for purpose, key in member["keys"].items()
        ]


def _sealed(keys: dict[Purpose, bytes], value: Any, owner: UUID, purpose: Purpose, field: str) -> bytes:
    return vault._seal(keys[purpose], value, context=vault._context(owner, field))  # the bench makes keys by itself


class _OwnKeys:
    """The keys of one member, as `vault.OpenKeys` offers them."""

    def __init__(self, owner: UUID, keys: dict[Purpose, bytes]) -> None:
        self._owner, self._keys = owner, keys

    def seal(self, value: Any, *, purpose: Purpose, field: str) -> bytes:
        return _sealed(self._keys, value, self._owner, purpose, field)


def _complainant(member: dict[str, Any]) -> Complainant:
    """Return who sent it: half can be mailed, a quarter only telephoned, a quarter gave nothing."""
    place, report = member["place"], member["report"]
    mail, telephone = place % 2 == 0, place % 4 == 1
    contact = Contact(
        name="Invented Name", email=f"person{place}@example.org" if mail else "", telephone="0113 4960000"
    )
    return Complainant(
        report=report,
        identity="named" if mail else "anonymous",
        kind="victim" if place % 100 in (7, 43, 77) else "witness",
        sealed=seal_contact(contact, keys=_OwnKeys(report.id, member["keys"])),
        has_email=mail,
        has_telephone=telephone,
        wants_updates=mail or telephone,
        shares_with_force=mail,
        safe_hours="any",
    )


def _content(member: dict[str, Any]) -> Content:
    url, platform, account, key = WAVE_POST
    if member["place"] % 50 == 44:
        url, key = f"{url}{member['place']}", f"{key}{member['place']}"
    words = _sealed(member["keys"], "Invented words of a post.", member["report"].id, Purpose.MATERIAL, "words:1")
    return Content(
        report=member["report"],
        position=1,
        url=url,
        platform_code=platform,
        account_handle=account,
        post_key=key,
        sealed_words=words,
    )


def _exhibit(member: dict[str, Any]) -> Evidence:
    report, digest = member["report"], f"{member['place']:064x}"
    name = _sealed(member["keys"], "screenshot.png", report.id, Purpose.MATERIAL, f"file-name:{digest}")
    return Evidence(
        report=report,
        exhibit=f"{report.reference}/1",
        storage_name=f"material/{report.id}/{uuid4()}",
        sealed_name=name,
        content_type="image/png",
        size=120_000,
        sha256=digest,
        file_hash=digest,
        received_at=member["sent"],
    )


def _story(member: dict[str, Any]) -> list[StatusEntry]:
    kinds = MERGED_STORY if member["into"] else MERGED_STORY[:2]
    return [
        StatusEntry(report=member["report"], key=f"{kind}:{place}", kind=kind, role="hub", at=member["sent"])
        for place, kind in enumerate(kinds)
    ]


def _sent(entry: StatusEntry) -> Update:
    return Update(entry=entry, state="sent", attempts=1, not_before=entry.at, sent_at=entry.at)


def _store_messages(members: list[dict[str, Any]]) -> None:
    rows = [_addition(each) for each in members]
    Message.objects.bulk_create(rows)
    for row, member in zip(rows, members, strict=True):
        text = f"I saw another one, number {member['place']}."
        row.sealed_text = _sealed(member["keys"], text, row.report_id, Purpose.PERSON, f"message:{row.id}")
    Message.objects.bulk_update(rows, ["sealed_text"], batch_size=BATCH)


def _addition(member: dict[str, Any]) -> Message:
    read_at = member["sent"] + timedelta(hours=2) if member["place"] % 20 == 3 else None
    written = member["sent"] + timedelta(hours=1)
    return Message(
        report=member["report"], kind="addition", written_at=written, written_by="complainant:x", read_at=read_at
    )


def _chain(member: dict[str, Any]) -> list[Entry]:
    """Return the audit of one report: seven entries, chained as the hub chains them."""
    verbs = ["submitted", "triage_started", "duplicate_refused", *LOOKS, *(["merged"] if member["into"] else [])]
    entries, previous = [], GENESIS
    for sequence, verb in enumerate(verbs, start=1):
        link = Link(
            subject=f"report:{member['report'].reference}",
            sequence=sequence,
            at=member["sent"] + timedelta(minutes=sequence),
            actor="officer:bench",
            verb=verb,
            reason="",
            details={"sequence": sequence},
            previous_hash=previous,
        )
        previous = hash_link(link)
        entries.append(Entry(**vars(link), hash=previous))
    return entries


def _head(chain: list[Entry]) -> ChainHead:
    return ChainHead(subject=chain[-1].subject, sequence=chain[-1].sequence, hash=chain[-1].hash)


def _merge(member: dict[str, Any]) -> Merge:
    return Merge(
        report=member["report"],
        from_case=member["case"],
        into_case=member["into"]["case"],
        stood_at="in_triage",
        evidence={"matches": []},
        reason="Same post.",
        merged_by="officer:bench",
        merged_at=member["sent"] + timedelta(minutes=7),
    )


def _match(member: dict[str, Any]) -> DuplicateMatch:
    return DuplicateMatch(
        report=member["report"],
        other=member["into"]["report"],
        kind="same_post",
        facts={"platform": "x"},
        state="merged",
        found_at=member["sent"],
        decided_by="officer:bench",
        decided_at=member["sent"],
    )
