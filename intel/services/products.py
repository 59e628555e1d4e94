"""Writing products: drafted by the hub, edited by analysts, published by somebody else, replaced openly, withdrawn."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.reference.models import Force
from intel.models import Product, ProductSection, ProductVersion, Recommendation
from intel.rules.product_scheme import LONGEST_PROFILE, LONGEST_WORDS, SCHEMES, Kind, SectionPlan, week_before
from intel.rules.product_words import Drawn, draft, draft_summary
from intel.selectors.product_results import asked_of, draw
from reports.rules.references import new_reference
from triage.selectors.time_bars import local_day

PREFIX = "OHP"
State = ProductVersion.State
TACTICAL_TITLE = "Tactical assessment, week of {day}"


class ProductRefused(Exception):
    """This cannot be done with a product; `field` says what it is about, or is empty."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a profile is about; at least one of these, and for which days."""

    title: str
    since: date
    until: date
    strand: str = ""
    platform: str = ""
    offence: str = ""
    force: str = ""
    notice_id: str = ""


@transaction.atomic
def begin_profile(*, about: Subject, by: Actor, at: datetime) -> Product:
    """Begin a problem profile: its figures are drawn, and the words that they allow drafted.

    Raises ProductRefused and NotPermitted.
    """
    require(by=by, action=Action.WRITE_PRODUCT)
    _check_subject(about, today=local_day(at))
    product = Product.objects.create(
        reference=new_reference(PREFIX),
        kind=Kind.PROFILE,
        strand_code=about.strand,
        platform_code=about.platform,
        offence_code=about.offence,
        force_code=about.force,
        notice_id=about.notice_id or None,
        since=about.since,
        until=about.until,
        made_by=str(by),
        made_at=at,
    )
    _first_version(product, about.title.strip(), by=by, at=at)
    return product


@transaction.atomic
def draft_week(*, by: Actor, at: datetime) -> Product | None:
    """Draft the tactical assessment of the last whole week where there is none; return it where it is made now.

    Done as often as one likes. Raises NotPermitted.
    """
    require(by=by, action=Action.WRITE_PRODUCT)
    week = week_before(local_day(at))
    facts = {"reference": new_reference(PREFIX), "until": week.until, "made_by": str(by), "made_at": at}
    product, is_new = Product.objects.get_or_create(kind=Kind.TACTICAL, since=week.since, defaults=facts)
    if not is_new:
        return None
    day = f"{week.since.day} {week.since:%B %Y}"
    _first_version(product, TACTICAL_TITLE.format(day=day), by=by, at=at)
    return product


@transaction.atomic
def edit(
    *,
    reference: str,
    title: str,
    whats_new: str,
    words: Mapping[str, str],
    expected_edits: int,
    by: Actor,
    at: datetime,
) -> ProductVersion:
    """Keep the words of a draft, by section; figures stay as they are drawn. Whoever saves last has written it.

    Raises ProductRefused, also where somebody else has saved meanwhile, and NotPermitted.
    """
    require(by=by, action=Action.WRITE_PRODUCT)
    version = _draft_of(reference, expected_edits)
    if not title.strip():
        raise ProductRefused("Write a title.", field="title")
    for section in version.sections.all():
        said = "\n".join(words.get(section.code, section.words).strip().splitlines())
        if len(said) > LONGEST_WORDS:
            raise ProductRefused(f"Say it in at most {LONGEST_WORDS:,} characters.", field=f"words-{section.code}")
        if said != section.words:
            section.words, section.is_drafted = said, False
            section.save(update_fields=["words", "is_drafted"])
    version.title, version.whats_new = title.strip(), whats_new.strip()
    _touch(version, by=by, at=at)
    _note(version, "product_edited", by=by, at=at)
    return version


@transaction.atomic
def redraw(*, reference: str, expected_edits: int, by: Actor, at: datetime) -> ProductVersion:
    """Count the figures of a draft again, as they stand now; words that nobody changed are drafted again.

    Raises ProductRefused and NotPermitted.
    """
    require(by=by, action=Action.WRITE_PRODUCT)
    version = _draft_of(reference, expected_edits)
    plans = SCHEMES[Kind(version.product.kind)]
    drawn = _draw(version.product, plans)
    for section in version.sections.all():
        section.figures = drawn[section.code]
        if section.is_drafted:
            section.words = _words(section.code, drawn)
        section.save(update_fields=["figures", "words"])
    version.drawn_at = at
    _touch(version, by=by, at=at)
    _note(version, "product_redrawn", by=by, at=at)
    return version


@transaction.atomic
def recommend(
    *, reference: str, what: str, owner: str, due_on: date, expected_edits: int, by: Actor, at: datetime
) -> Recommendation:
    """Add a recommendation to the draft of a profile. Raises ProductRefused and NotPermitted."""
    require(by=by, action=Action.WRITE_PRODUCT)
    version = _draft_of(reference, expected_edits)
    if version.product.kind != Kind.PROFILE:
        raise ProductRefused("Only a profile recommends.")
    for field, text in (("what", what), ("owner", owner)):
        if not text.strip():
            raise ProductRefused("Say what is recommended, and who is to do it.", field=field)
    if due_on < local_day(at):
        raise ProductRefused("Choose a day from today on.", field="due_on")
    row = Recommendation.objects.create(version=version, what=what.strip(), owner=owner.strip(), due_on=due_on)
    _touch(version, by=by, at=at)
    _note(version, "product_recommended", by=by, at=at)
    return row


@transaction.atomic
def take_back(*, reference: str, recommendation_id: int, expected_edits: int, by: Actor, at: datetime) -> None:
    """Take a recommendation out of a draft. Raises ProductRefused and NotPermitted."""
    require(by=by, action=Action.WRITE_PRODUCT)
    version = _draft_of(reference, expected_edits)
    version.recommendations.filter(id=recommendation_id).delete()
    _touch(version, by=by, at=at)
    _note(version, "product_recommendation_taken_back", by=by, at=at)


@transaction.atomic
def publish(
    *, reference: str, expected_edits: int, for_all: bool, forces: Collection[str], by: Actor, at: datetime
) -> ProductVersion:
    """Publish a draft to all forces, or to some, as reviewed by the actor, who did not write it.

    The version that was published is replaced openly: the new one says what is new, and the old one stays to be read.
    Raises ProductRefused and NotPermitted.
    """
    require(by=by, action=Action.REVIEW_PRODUCT)
    version = _draft_of(reference, expected_edits)
    if by.is_named(version.written_by):
        raise ProductRefused("You wrote this draft. Somebody else has to review it.")
    if version.written_by == str(HUB):
        raise ProductRefused("Nobody has edited it yet: an officer has to read what the hub drafted, and keep it.")
    if version.number > 1 and not version.whats_new:
        raise ProductRefused("It replaces a version: say in the draft what is new before it is published.")
    chosen = [] if for_all else sorted(set(forces))
    if not for_all and not chosen:
        raise ProductRefused("Choose to which forces it is published.", field="forces")
    if Force.objects.filter(code__in=chosen).count() != len(chosen):
        raise ProductRefused("One of the forces is not known.", field="forces")
    former = version.product.versions.filter(state=State.PUBLISHED).first()
    if former is not None:
        _end(former, State.REPLACED, by=by, at=at)
    version.state, version.reviewed_by, version.published_at = State.PUBLISHED, str(by), at
    version.for_all, version.forces = for_all, chosen
    version.save()
    _note(version, "product_published", by=by, at=at, forces=len(chosen), for_all=for_all)
    return version


@transaction.atomic
def begin_next(*, reference: str, by: Actor, at: datetime) -> ProductVersion:
    """Begin the next version of what is published, with its words and recommendations and figures drawn anew.

    Raises ProductRefused where there is a draft already, and NotPermitted.
    """
    require(by=by, action=Action.WRITE_PRODUCT)
    product = Product.objects.select_for_update().get(reference=reference)
    if product.versions.filter(state=State.DRAFT).exists():
        raise ProductRefused("There is a draft already.")
    last = product.versions.order_by("-number").first()
    if last is None:
        raise ProductRefused("There is nothing to go on from.")
    version = _version(product, last.title, by=by, at=at)
    said = {row.code: row for row in last.sections.all()}
    for section in version.sections.all():
        former = said.get(section.code)
        if former is not None and not former.is_drafted:
            section.words, section.is_drafted = former.words, False
            section.save(update_fields=["words", "is_drafted"])
    Recommendation.objects.bulk_create(
        Recommendation(version=version, what=row.what, owner=row.owner, due_on=row.due_on)
        for row in last.recommendations.order_by("id")
    )
    _note(version, "product_begun", by=by, at=at)
    return version


@transaction.atomic
def withdraw(*, reference: str, expected_number: int, why: str, by: Actor, at: datetime) -> ProductVersion:
    """Withdraw what is published; forces that had it read why. Raises ProductRefused and NotPermitted."""
    require(by=by, action=Action.REVIEW_PRODUCT)
    product = Product.objects.select_for_update().get(reference=reference)
    version = product.versions.filter(state=State.PUBLISHED).first()
    if version is None or version.number != expected_number:
        raise ProductRefused("That version is not published any more. Look at how it stands.")
    if not why.strip():
        raise ProductRefused("Say why.", field="why")
    _end(version, State.WITHDRAWN, by=by, at=at, why=why.strip())
    _note(version, "product_withdrawn", by=by, at=at)
    return version


def _check_subject(about: Subject, *, today: date) -> None:
    if not about.title.strip():
        raise ProductRefused("Write a title.", field="title")
    if not any((about.strand, about.platform, about.offence, about.force, about.notice_id)):
        raise ProductRefused("Choose at least one thing that the profile is about.", field="strand")
    if about.until < about.since:
        raise ProductRefused("The last day is before the first.", field="until")
    if about.until >= today:
        raise ProductRefused("Choose whole days: the last one is yesterday at the latest.", field="until")
    if about.until - about.since > LONGEST_PROFILE:
        raise ProductRefused("Choose at most a year.", field="since")


def _first_version(product: Product, title: str, *, by: Actor, at: datetime) -> None:
    _note(_version(product, title, by=by, at=at), "product_begun", by=by, at=at)


def _version(product: Product, title: str, *, by: Actor, at: datetime) -> ProductVersion:
    last = product.versions.aggregate(last=Max("number"))["last"] or 0
    version = ProductVersion.objects.create(
        product=product, number=last + 1, title=title[:120], drawn_at=at, written_by=str(by), written_at=at
    )
    plans = SCHEMES[Kind(product.kind)]
    drawn = _draw(product, plans)
    ProductSection.objects.bulk_create(
        ProductSection(
            version=version, code=plan.code, position=place, words=_words(plan.code, drawn), figures=drawn[plan.code]
        )
        for place, plan in enumerate(plans)
    )
    return version


def _draw(product: Product, plans: Collection[SectionPlan]) -> dict[str, list[Drawn]]:
    asked = asked_of(product)
    return {plan.code: list(draw(product, plan.figures, asked=asked)) for plan in plans}


def _words(code: str, drawn: Mapping[str, Collection[Drawn]]) -> str:
    if code == "summary":
        return draft_summary(figure for figures in drawn.values() for figure in figures)
    return draft(drawn[code])


def _draft_of(reference: str, expected_edits: int) -> ProductVersion:
    product = Product.objects.select_for_update().get(reference=reference)
    version = product.versions.select_for_update().filter(state=State.DRAFT).first()
    if version is None:
        raise ProductRefused("There is no draft.")
    if version.edits != expected_edits:
        raise ProductRefused("Somebody else has changed the draft since you opened it. Look at it before you go on.")
    return version


def _touch(version: ProductVersion, *, by: Actor, at: datetime) -> None:
    version.written_by, version.written_at, version.edits = str(by), at, version.edits + 1
    version.save()


def _end(version: ProductVersion, state: str, *, by: Actor, at: datetime, why: str = "") -> None:
    version.state, version.ended_by, version.ended_at, version.withdrawn_why = state, str(by), at, why
    version.save(update_fields=["state", "ended_by", "ended_at", "withdrawn_why"])


def _note(version: ProductVersion, verb: str, *, by: Actor, at: datetime, **details: object) -> None:
    subject = f"product:{version.product.reference}"
    record(subject=subject, verb=verb, by=by, at=at, details={"version": version.number, **details})
