"""Why two reports may be the same, in words that an officer reads."""

from collections.abc import Callable, Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from triage.models import DuplicateMatch, Trait

Kind = DuplicateMatch.Kind
ALL = 100

KINDS: Mapping[str, str | Promise] = {
    Kind.SAME_POST: gettext_lazy("Same post"),
    Kind.SAME_FILE: gettext_lazy("Same file"),
    Kind.SAME_WORDS: gettext_lazy("Same words"),
    Kind.SAME_PICTURE: gettext_lazy("Same picture"),
    Kind.SAME_SENDER: gettext_lazy("Same person"),
    Kind.SAME_TEMPLATE: gettext_lazy("Same sentence, another target"),
}
STATES: Mapping[str, str | Promise] = {
    "offered": gettext_lazy("waits for an officer"),
    "merged": gettext_lazy("merged"),
    "refused": gettext_lazy("not a duplicate"),
    "related": gettext_lazy("related"),
}
TRAITS: Mapping[str, str | Promise] = {
    Trait.Kind.POST: gettext_lazy("same post"),
    Trait.Kind.WORDS: gettext_lazy("same words"),
    Trait.Kind.PICTURE: gettext_lazy("same picture"),
    Trait.Kind.ACCOUNT: gettext_lazy("same account"),
    Trait.Kind.TARGET: gettext_lazy("same target"),
}
HOW: Mapping[str, str | Promise] = {
    "cropped": gettext_lazy("cropped"),
    "added_to": gettext_lazy("with more round it"),
    "resized": gettext_lazy("another size"),
    "darker": gettext_lazy("darker"),
    "lighter": gettext_lazy("lighter"),
    "mirrored": gettext_lazy("mirrored"),
    "inverted": gettext_lazy("light and dark exchanged"),
}
SOURCES: Mapping[str, str | Promise] = {
    "post": gettext_lazy("in the post"),
    "told": gettext_lazy("in what was told"),
    "picture": gettext_lazy("in a picture"),
}


def reason_of(match: DuplicateMatch, *, platforms: Mapping[str, str]) -> str:
    """Return in words why two reports may be the same."""
    if match.kind == Kind.SAME_POST:
        name = platforms.get(match.facts.get("platform", ""))
        return _("Same post on %s") % name if name else _("Same web page")
    return _OTHERS[match.kind](match)


def in_words(reasons: Iterable[DuplicateMatch], *, platforms: Mapping[str, str]) -> str:
    """Return several reasons as sentences, one after the other."""
    return " ".join(f"{reason_of(match, platforms=platforms)}." for match in reasons)


def percent(score: float | None) -> int | None:
    """Return a score as a whole percentage that never claims more than there is; None for a certain match."""
    return None if score is None else int(score * 100)


def _words(match: DuplicateMatch) -> str:
    share = percent(match.facts.get("alike", match.score)) or 0
    text = _("The same words %(where)s") if share >= ALL else _("%(n)d %% the same words %(where)s")
    head = text % {"n": share, "where": SOURCES[match.facts.get("source", "post")]}
    return ", ".join([head, *_changes(match.facts)])


def _changes(facts: Mapping[str, object]) -> list[str]:
    added, left_out, changed = (int(str(facts.get(name, 0))) for name in ("words_added", "words_removed", "changed"))
    parts = [
        (added, ngettext("%d word added", "%d words added", added)),
        (left_out, ngettext("%d word left out", "%d words left out", left_out)),
        (changed, ngettext("%d word changed", "%d words changed", changed)),
    ]
    return [text % number for number, text in parts if number]


def _picture(match: DuplicateMatch) -> str:
    how = [str(HOW[code]) for code in match.facts.get("how", []) if code in HOW]
    return ", ".join([_("Same picture"), *how])


def _sender(match: DuplicateMatch) -> str:
    if match.facts.get("by") == "telephone":
        return _("Sent with the same telephone number")
    return _("Sent with the same e-mail address")


_OTHERS: Mapping[str, Callable[[DuplicateMatch], str]] = {
    Kind.SAME_FILE: lambda match: _("Same file"),
    Kind.SAME_WORDS: _words,
    Kind.SAME_PICTURE: _picture,
    Kind.SAME_SENDER: _sender,
    Kind.SAME_TEMPLATE: lambda match: _("Same sentence, another target"),
}
