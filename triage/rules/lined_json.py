"""Reading JSON so that each part knows the line on which it stands. Pure."""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+)')
DEEPEST = 20


class BadLine(Exception):
    """What stands on a line, counted from 1, cannot be used."""

    def __init__(self, *, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line, self.reason = line, reason


class Lined(dict[str, Any]):
    """An object of the text: `line` is where it begins, `lines` where the name of each of its values stands."""

    line: int
    lines: dict[str, int]

    def line_of(self, name: str) -> int:
        """Return the line of a value, or of the object where it lacks it."""
        return self.lines.get(name, self.line)


class LinedList(list[Any]):
    """A list of the text: `lines` says where each of its values begins."""

    lines: list[int]


def refuse(line: int, reason: str) -> NoReturn:
    """Raise BadLine."""
    raise BadLine(line=line, reason=reason)


def read_lined(text: str) -> Any:
    """Return what a JSON text says, its objects as `Lined`, its lists as `LinedList`. Raises BadLine."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        raise BadLine(line=error.lineno, reason=f"this is not JSON: {error.msg}") from None
    except RecursionError:
        refuse(1, "this is nested too deeply")
    tokens = _Tokens(text)
    return _value(tokens, depth=0)


class _Tokens:
    """The tokens of a text that is known to be JSON, one after the other."""

    def __init__(self, text: str) -> None:
        self._found: Iterator[re.Match[str]] = TOKEN.finditer(text)
        self._text, self._counted, self.line = text, 0, 1

    def take(self) -> str:
        """Return the next token; `line` is then its line."""
        match = next(self._found)
        self.line += self._text.count("\n", self._counted, match.start(1))
        self._counted = match.start(1)
        return match[1]


def _value(tokens: _Tokens, *, depth: int) -> Any:
    return _value_of(tokens.take(), tokens, depth=depth)


def _value_of(token: str, tokens: _Tokens, *, depth: int) -> Any:
    if depth > DEEPEST:
        refuse(tokens.line, "this is nested too deeply")
    if token == "{":  # noqa: S105 - a brace
        return _object(tokens, depth=depth)
    if token == "[":  # noqa: S105 - a bracket
        return _list(tokens, depth=depth)
    return json.loads(token)


def _object(tokens: _Tokens, *, depth: int) -> Lined:
    read, separator = Lined(), ","
    read.line, read.lines = tokens.line, {}
    while separator == ",":
        token = tokens.take()
        if token == "}":  # noqa: S105 - a brace
            return read
        name, line = json.loads(token), tokens.line
        if name in read:
            refuse(line, f"{name} stands twice in one object")
        tokens.take()  # the colon
        read[name] = _value(tokens, depth=depth + 1)
        read.lines[name] = line
        separator = tokens.take()
    return read


def _list(tokens: _Tokens, *, depth: int) -> LinedList:
    read, separator = LinedList(), ","
    read.lines = []
    while separator == ",":
        token = tokens.take()
        if token == "]":  # noqa: S105 - a bracket
            return read
        read.lines.append(tokens.line)
        read.append(_value_of(token, tokens, depth=depth + 1))
        separator = tokens.take()
    return read
