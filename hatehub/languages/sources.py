"""Finding the texts of the public side in the code and the templates."""

import ast
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

FOLDERS = ("reports", "hatehub/design", "hatehub/reference")
FILES = (
    "hatehub/pages.py",
    "hatehub/requests.py",
    "intel/web/elsewhere_figures.py",
    "intel/web/public_statistics_pages.py",
    "intel/web/released_figures.py",
    "intel/web/start_figures.py",
    "intel/selectors/value_names.py",
    *(
        f"intel/rules/statistics/{name}.py"
        for name in ("catalogue", "report_dimensions", "report_measures", "shared_dimensions")
    ),
)
STAFF_CODE = ("reports/models/", "reports/migrations/", "reports/web/text_", "hatehub/design/queue_row")
TEMPLATE_FOLDERS = ("templates/public", "templates/forms", "templates/layouts", "templates/components", "templates")
STAFF_TEMPLATES = frozenset(
    f"templates/{name}.html"
    for name in (
        "layouts/hub",
        "layouts/force",
        *(
            f"components/{name}"
            for name in (
                "action_bar",
                "figures",
                "identity_bar",
                "next_step",
                "pagination",
                "reveal",
                "side_navigation",
                "tabs",
            )
        ),
    )
)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
TEXT = r"u(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
CALL = re.compile(rf"\b(n?p?gettext)\(({TEXT}(?:,\s*{TEXT})*)")


@dataclass(frozen=True, kw_only=True, order=True)
class Message:
    """One text to be translated, with its plural, its context, and the files it is found in."""

    text: str
    plural: str = ""
    context: str = ""


def find_messages(root: Path) -> dict[Message, list[str]]:
    """Return the texts of the public side, each with the files that hold it."""
    found: dict[Message, list[str]] = {}
    for path in sorted(_python_files(root)):
        for message in _in_python(path):
            _note(found, message, path.relative_to(root))
    for path in sorted(_template_files(root)):
        for message in _in_template(path):
            _note(found, message, path.relative_to(root))
    return found


def _note(found: dict[Message, list[str]], message: Message, path: Path) -> None:
    places = found.setdefault(message, [])
    if path.as_posix() not in places:
        places.append(path.as_posix())


def _python_files(root: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        files = (root / folder).rglob("*.py")
        yield from (path for path in files if not path.relative_to(root).as_posix().startswith(STAFF_CODE))
    yield from (root / file for file in FILES)


def _template_files(root: Path) -> Iterator[Path]:
    for folder in TEMPLATE_FOLDERS:
        for path in (root / folder).glob("*" if folder == "templates" else "**/*"):
            if path.is_file() and path.relative_to(root).as_posix() not in STAFF_TEMPLATES:
                yield path


def _in_python(path: Path) -> Iterator[Message]:
    source = io.BytesIO(path.read_bytes())
    for _line, function, texts, _comments in extract_python(source, KEYWORDS, [], {}):
        parts = [texts] if isinstance(texts, str) else [text for text in texts or () if text]
        if parts:
            yield _message(str(function or "gettext"), parts)


def _in_template(path: Path) -> Iterator[Message]:
    for call in CALL.finditer(templatize(path.read_text(encoding="utf-8"), origin=path.name)):
        texts = [ast.literal_eval(text) for text in re.findall(TEXT, call.group(2))]
        yield _message(call.group(1), texts)


def _message(function: str, texts: list[str]) -> Message:
    if function.startswith("p"):
        return Message(context=texts[0], text=texts[1])
    if function.startswith("n") and len(texts) > 1:
        return Message(text=texts[0], plural=texts[1])
    return Message(text=texts[0])
