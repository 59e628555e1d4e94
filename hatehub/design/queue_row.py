"""A row of a list of cases, written here and not in a template: a page has 25 of them, each of some fifty values."""

from collections.abc import Mapping
from typing import Any

from django.utils.dateformat import format as format_date
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

TAG = '<strong class="govuk-tag {}">{}</strong>'
ROW = """<tr class="govuk-table__row" data-queue-row>{select}
<td class="govuk-table__cell hub-queue__priority" data-label="{label_priority}">{priority}</td>
<th scope="row" class="govuk-table__header hub-queue__reference">
<a class="govuk-link govuk-link--no-visited-state" href="{href}" data-queue-open data-key="o" data-key-label="{open}">\
{reference}</a></th>
<td class="govuk-table__cell hub-queue__what">{tags}{platform}{words}</td>
<td class="govuk-table__cell" data-label="{label_force}">{force}</td>
<td class="govuk-table__cell">{state}</td>
<td class="govuk-table__cell hub-queue__clock">{clock}{time_bar}</td>
<td class="govuk-table__cell hub-queue__owner" data-label="{label_owner}">{owner}</td></tr>"""
SELECT = """<td class="govuk-table__cell hub-queue__select"><span class="hub-select">
<input type="checkbox" id="select-{id}" class="hub-select__input" name="{name}" value="{id}"{checked} \
data-queue-select data-key="x" data-key-label="{label}">
<label for="select-{id}" class="hub-select__label"><span class="govuk-visually-hidden">{text}</span></label>
</span></td>"""
WORDS = """<details class="hub-reveal hub-reveal--line">
<summary class="hub-reveal__summary" data-key="r" data-key-label="{key}">
<span class="hub-reveal__label hub-reveal__label--closed">{show}\
<span class="govuk-visually-hidden">&nbsp;{reference}</span></span>
<span class="hub-reveal__veil" aria-hidden="true"></span>
<span class="hub-reveal__label hub-reveal__label--open">{hide}\
<span class="govuk-visually-hidden">&nbsp;{reference}</span></span></summary>
<div class="hub-reveal__content" dir="auto">{words}</div></details>"""
NOTHING = '<span class="govuk-visually-hidden">{}</span>\N{EN DASH}'
CHECKED = mark_safe(" checked")


def labels() -> dict[str, str]:
    """Return the words that every row has, looked up once for a table."""
    return {
        "label_priority": _("Priority"),
        "label_force": _("Victim\N{RIGHT SINGLE QUOTATION MARK}s force"),
        "label_owner": _("Owner"),
        "open": _("Open the report"),
        "select": _("Select the report"),
        "select_one": _("Select %s"),
        "key": _("Show the words of the row"),
        "show": _("Show the words"),
        "hide": _("Hide the words"),
        "bar": _("Time bar"),
        "none": _("none"),
        "nobody": _("nobody"),
    }


def queue_row(row: Mapping[str, Any], *, name: str, said: Mapping[str, str]) -> SafeString:
    """Return one row; with a `name` it can be selected under it."""
    return format_html(
        ROW,
        select=_select(row, name=name, said=said) if name else "",
        priority=_priority(row["priority"], said=said),
        tags=format_html_join(" ", TAG, ((f"govuk-tag--{each['colour']}", each["text"]) for each in row["tags"])),
        platform=format_html(' <span class="hub-queue__platform">{}</span>', row["platform"])
        if row["platform"]
        else "",
        words=format_html(WORDS, reference=row["reference"], words=row["words"], **said) if row["words"] else "",
        state=format_html(TAG, row["state_class"], row["state_label"]),
        clock=format_html(TAG, "govuk-tag--red", row["clock"]) if row["late"] else row["clock"],
        time_bar=_time_bar(row["time_bar"], said=said),
        owner=row["owner"] or format_html(NOTHING, said["nobody"]),
        **{key: row[key] for key in ("href", "reference", "force")},
        **{key: said[key] for key in ("label_priority", "label_force", "label_owner", "open")},
    )


def _select(row: Mapping[str, Any], *, name: str, said: Mapping[str, str]) -> SafeString:
    checked = CHECKED if row.get("selected") else ""
    text = said["select_one"] % row["reference"]
    return format_html(SELECT, id=row["id"], name=name, checked=checked, label=said["select"], text=text)


def _priority(priority: Mapping[str, Any] | None, *, said: Mapping[str, str]) -> SafeString:
    if priority is None:
        return format_html(NOTHING, said["none"])
    parts = [format_html(TAG, f"govuk-tag--{priority['colour']}", priority["label"])]
    if priority["score"] is not None:
        parts.append(format_html(' <span class="hub-queue__score">{}</span>', priority["score"]))
    if priority["mark"]:
        parts.append(format_html(' <span class="hub-queue__mark">{}</span>', priority["mark"]))
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped


def _time_bar(bar: Mapping[str, Any] | None, *, said: Mapping[str, str]) -> SafeString | str:
    if bar is None:
        return ""
    warning = format_html(TAG, "govuk-tag--red", bar["warning"]) if bar["warning"] else ""
    day = format_date(bar["day"], "j M Y")
    return format_html('<span class="hub-queue__bar">{} {} {}</span>', said["bar"], day, warning)
