"""The components of the design system as template tags."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms, template
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.contrib.messages import get_messages
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from hatehub import shown_links
from hatehub.design.colours import colour_of
from hatehub.design.controls import Control, control_for, first_input_id, revealed_names
from hatehub.design.flash import flash_for
from hatehub.design.queue_row import TAG, labels, queue_row

register = template.Library()


@register.filter
def shown_link(link: object) -> str:
    """A link as it is shown: its host in punycode where it could be a look-alike."""
    return shown_links.shown(str(link or ""))


@register.filter
def tag_colour(state: object) -> str:
    """The class of the tag for a state's code; blue for one that is not known."""
    return f"govuk-tag--{colour_of(str(state))}"


@register.simple_tag
def tag(text: str, colour: str = "grey") -> SafeString:
    """A tag; written here and not in a template, because lists have a hundred of them."""
    return format_html(TAG, f"govuk-tag--{colour}", text)


@register.simple_tag
def state_tag(state: str, label: str) -> SafeString:
    return format_html(TAG, tag_colour(state), label)


# Forms -------------------------------------------------------------------------------------------
@register.simple_tag
def control_of(field: BoundField) -> Control:
    return control_for(field)


@register.simple_tag
def form_fields(form: forms.BaseForm) -> SafeString:
    """Every field of the form, except those that are drawn under an option of another."""
    under_options = revealed_names(form)
    hidden = [str(field) for field in form.hidden_fields()]
    shown = [field.as_field_group() for field in form.visible_fields() if field.name not in under_options]
    return mark_safe("\n".join([*hidden, *shown]))  # noqa: S308 - rendered by templates


@register.inclusion_tag("components/error_summary.html")
def error_summary(*sources: Any) -> dict[str, Any]:
    """Links to the first input of each field in error, for any number of forms and formsets."""
    return {"errors": [entry for source in sources for entry in summary_entries(source)]}


def summary_entries(source: Any) -> Iterable[dict[str, str]]:
    if not source:
        return
    if isinstance(source, forms.BaseFormSet):
        yield from ({"text": str(text), "href": ""} for text in source.non_form_errors())
        for form in source.forms:
            yield from summary_entries(form)
        return
    for name, errors in source.errors.items():
        href = error_href(source, name)
        yield from ({"text": str(text), "href": href} for text in errors)


def error_href(form: forms.BaseForm, name: str) -> str:
    if name not in form.fields or form[name].is_hidden:
        return ""
    return f"#{first_input_id(form[name])}"


@register.inclusion_tag("hub/filter_bar.html", takes_context=True)
def filter_bar(
    context: Context,
    form: forms.BaseForm,
    active: Sequence[Mapping[str, str]] = (),
    clear_url: str = "",
    hidden: Mapping[str, str] | None = None,
    fields: SafeString | None = None,
) -> dict[str, Any]:
    """`active` are the choices in use with the address without each; `hidden` goes along when others are applied.

    `fields` are those of the form where they are drawn already.
    """
    return {
        "form": form,
        "fields": form_fields(form) if fields is None else fields,
        "active": active,
        "clear_url": clear_url or context["request"].path,
        "hidden": hidden or {},
    }


# Lists and tables --------------------------------------------------------------------------------
@register.inclusion_tag("components/summary_list.html")
def summary_list(
    rows: Iterable[Mapping[str, Any]],
    title: str = "",
    title_href: str = "",
    title_action: str = "",
) -> dict[str, Any]:
    """`rows` have key, value and, where it can be changed, href and action; a title makes it a card."""
    return {
        "rows": list(rows),
        "title": title,
        "title_href": title_href,
        "title_action": title_action,
    }


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[Mapping[str, Any]], level: int = 2) -> dict[str, Any]:
    return {"entries": list(entries), "heading": f"h{level}"}


@register.inclusion_tag("hub/queue_table.html")
def queue_table(
    rows: Sequence[Mapping[str, Any]], caption: str, empty: str = "", name: str = "selected"
) -> dict[str, Any]:
    said = labels() if rows else {}
    drawn_rows = [queue_row(row, name=name, said=said) for row in rows]
    return {"rows": drawn_rows, "caption": caption, "empty": empty, "name": name}


@register.inclusion_tag("components/figures.html")
def figures(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {"items": list(items)}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(
    context: Context, page: "Page[Any] | Mapping[str, str]", parameter: str = "page", label: str = ""
) -> dict[str, Any]:
    """Previous and next for a Django page, or for a mapping with `previous` and `next` addresses.

    `label` tells several on one page apart.
    """
    if isinstance(page, Mapping):
        return {"previous": page.get("previous"), "next": page.get("next"), "label": label}
    links: dict[str, Any] = {"number": page.number, "total": page.paginator.num_pages, "label": label}
    if page.has_previous():
        links["previous"] = page_href(context, parameter, page.previous_page_number())
    if page.has_next():
        links["next"] = page_href(context, parameter, page.next_page_number())
    return links


def page_href(context: Context, parameter: str, number: int) -> str:
    query = context["request"].GET.copy()
    query[parameter] = str(number)
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/bars.html")
def bars(
    counts: Sequence[tuple[str, int]],
    title: str,
    small: bool = False,
    first: str = "",
    second: str = "",
    whole: int = 0,
) -> dict[str, Any]:
    """Numbers as bars, with a table of the same numbers beside them; `small` bars stand in a line, without table.

    `counts` are pairs of a label and a number. `first` and `second` head the table's columns. A bar of full height
    stands for `whole`, or for the largest number where that is not given.
    """
    height = SMALL_BARS if small else TALL_BARS
    return {
        "title": title,
        "small": small,
        "first": first,
        "second": second,
        "bars": drawn_bars([number for _, number in counts], height=height, whole=whole),
        "height": height,
        "width": BAR_STEP * max(len(counts), FEWEST_BARS),
        "counts": counts,
        "most": max((number for _, number in counts), default=0),
    }


BAR_STEP, BAR_WIDTH, TALL_BARS, SMALL_BARS = 10, 8, 120, 24
FEWEST_BARS = 24  # a few bars are not drawn broader than these


def drawn_bars(numbers: Sequence[int], *, height: int, whole: int = 0) -> list[dict[str, int]]:
    """Where each bar stands, in the units of the picture; anything above nothing can be seen."""
    most = max(whole, *numbers, 1)
    tall = [max(1, round(height * number / most)) if number else 0 for number in numbers]
    return [
        {"x": BAR_STEP * place, "y": height - size, "width": BAR_WIDTH, "height": size}
        for place, size in enumerate(tall)
    ]


# Navigation --------------------------------------------------------------------------------------
@register.inclusion_tag("components/side_navigation.html")
def side_navigation(items: Iterable[Mapping[str, Any]], label: str, title: str = "") -> dict[str, Any]:
    return {"items": list(items), "label": label, "title": title}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Mapping[str, Any]], label: str) -> dict[str, Any]:
    return {"items": list(items), "label": label}


@register.inclusion_tag("components/flash_messages.html", takes_context=True)
def flash_messages(context: Context) -> dict[str, Any]:
    request = context.get("request")
    found = get_messages(request) if request else []
    return {
        "flashes": [flash_for(message, place) for place, message in enumerate(found)],
        "csrf_token": context.get("csrf_token"),
    }


# Components with content of their own --------------------------------------------------------------
@register.simple_block_tag
def identity_bar(
    content: str,
    reference: str,
    tags: Iterable[Mapping[str, str]] = (),
    facts: Iterable[str] = (),
    heading: bool = True,
) -> SafeString:
    return drawn("identity_bar", content, reference=reference, tags=tags, facts=facts, heading=heading)


@register.simple_block_tag
def next_step(
    content: str, title: str, due: str = "", late: bool = False, gates: Iterable[Mapping[str, str]] = ()
) -> SafeString:
    return drawn("next_step", content, title=title, due=due, late=late, gates=list(gates))


@register.simple_block_tag
def reveal(content: str, label: str = "", warning: str = "") -> SafeString:
    return drawn("reveal", content, label=label, warning=warning)


@register.simple_block_tag
def summary_card(content: str, title: str, level: int = 2) -> SafeString:
    return drawn("summary_card", content, title=title, heading=f"h{level}")


@register.simple_block_tag
def action_bar(content: str) -> SafeString:
    return drawn("action_bar", content)


@register.simple_block_tag
def notification(content: str, title: str = "", success: bool = False, id: str = "notification") -> SafeString:
    return drawn("notification", content, title=title, success=success, id=id)


def drawn(component: str, content: str, **context: Any) -> SafeString:
    return render_to_string(f"components/{component}.html", {"content": content, **context})


@register.filter
def paragraphs(text: str) -> SafeString:
    """A plain text as paragraphs; lines that begin with a dash become a list, which a screen reader says."""
    return render_to_string("components/paragraphs.html", {"blocks": [block_of(part) for part in text.split("\n\n")]})


def block_of(part: str) -> dict[str, Any]:
    lines = [line for line in part.split("\n") if line.strip()]
    return {
        "lines": [line for line in lines if not line.startswith("- ")],
        "items": [line[2:] for line in lines if line.startswith("- ")],
    }


# Languages and files -----------------------------------------------------------------------------
@register.simple_tag
def own_languages() -> list[dict[str, str]]:
    """The languages on offer, each by its own name; a name that Django does not know comes from settings."""
    return [{"code": code, "name": own_name(code, name)} for code, name in settings.LANGUAGES]


def own_name(code: str, fallback: str) -> str:
    info: dict[str, Any] = LANG_INFO.get(code.split("-")[0]) or LANG_INFO.get(code) or {}
    name = str(info.get("name_local", fallback))
    return name[:1].upper() + name[1:]


@register.simple_tag
def static_if_found(path: str) -> str:
    """The file's address, or nothing: the page for a fault must not fail over a missing manifest."""
    try:
        return static(path)
    except ValueError:
        return ""
