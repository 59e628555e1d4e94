"""The API's schema as a person reads it: operations with their parameters, fields, answers and an example. Pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

GROUPS = {
    "cases": "Cases of your force",
    "outcomes": "Outcomes",
    "intelligence": "Intelligence for your force",
    "hooks": "Web hooks",
    "reports": "Sending reports to the hub",
    "support": "Support for victims",
}
METHODS = ("get", "post", "put", "patch", "delete")
DEEPEST = 4


@dataclass(frozen=True, kw_only=True)
class Field:
    """One parameter, or one field of a body; `name` has dots for what lies within another."""

    name: str
    kind: str
    required: bool
    says: str
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One method of one route."""

    code: str
    method: str
    path: str
    says: str
    scope: str
    parameters: list[Field] = field(default_factory=list)
    body: list[Field] = field(default_factory=list)
    example: str = ""
    answers: list[tuple[str, str]] = field(default_factory=list)
    returned: list[Field] = field(default_factory=list)


def groups_of(schema: Mapping[str, Any]) -> list[tuple[str, list[Operation]]]:
    """Return the operations of an OpenAPI document by what they are about, in the order of GROUPS."""
    found: dict[str, list[Operation]] = {}
    for path, methods in schema["paths"].items():
        about = path.removeprefix("/api/v1/").partition("/")[0]
        for method in METHODS:
            if method in methods:
                found.setdefault(about, []).append(_operation(path, method, methods[method], schema))
    order = [*GROUPS, *(about for about in found if about not in GROUPS)]
    return [(GROUPS.get(about, about.capitalize()), found[about]) for about in order if about in found]


def _operation(path: str, method: str, told: Mapping[str, Any], schema: Mapping[str, Any]) -> Operation:
    content = told.get("requestBody", {}).get("content", {})
    body: Mapping[str, Any] = content.get("application/json") or next(iter(content.values()), {})
    good: Mapping[str, Any] = next((each for status, each in told["responses"].items() if status.startswith("2")), {})
    returned = good.get("content", {}).get("application/json", {}).get("schema", {})
    return Operation(
        code=told["operationId"],
        method=method.upper(),
        path=path,
        says=told.get("description", ""),
        scope=next((scope for each in told.get("security", []) for scopes in each.values() for scope in scopes), ""),
        parameters=[_parameter(each) for each in told.get("parameters", []) if not _is_of_answer(each)],
        body=list(_fields(body.get("schema", {}), schema)),
        example=_example(body),
        answers=[(status, each.get("description", "")) for status, each in told["responses"].items()],
        returned=list(_fields(returned, schema)),
    )


def _is_of_answer(parameter: Mapping[str, Any]) -> bool:
    return parameter.get("in") == "header" and parameter["name"] in ("ETag", "Link")


def _parameter(told: Mapping[str, Any]) -> Field:
    return Field(
        name=told["name"],
        kind=_kind(told.get("schema", {})),
        required=bool(told.get("required")),
        says=told.get("description", ""),
        place=told["in"],
    )


def _fields(told: Mapping[str, Any], schema: Mapping[str, Any], before: str = "", depth: int = 0) -> Iterator[Field]:
    """Yield the fields of an object, and those of objects within it down to four levels."""
    if depth > DEEPEST:
        return
    told = _resolved(told, schema)
    if told.get("type") == "array":
        yield from _fields(told.get("items", {}), schema, before, depth)
        return
    required = set(told.get("required", []))
    for name, each in told.get("properties", {}).items():
        inner = _resolved(each, schema)
        says = each.get("description") or inner.get("description", "")
        is_object = "properties" in _resolved(inner.get("items", inner), schema)
        plain = "" if is_object and not each.get("description") else says
        yield Field(name=f"{before}{name}", kind=_kind(inner), required=name in required, says=plain)
        if is_object:
            many = "[]" if inner.get("type") == "array" else ""
            yield from _fields(inner, schema, f"{before}{name}{many}.", depth + 1)


def _resolved(told: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a reference leads to; of alternatives the first that is not null."""
    for _step in range(DEEPEST):
        if "$ref" in told:
            name = told["$ref"].rpartition("/")[2]
            told = {**schema["components"]["schemas"][name], **{k: v for k, v in told.items() if k == "description"}}
        elif "allOf" in told and len(told["allOf"]) == 1:
            told = {**told["allOf"][0], **{k: v for k, v in told.items() if k != "allOf"}}
        elif "oneOf" in told:
            told = next((each for each in told["oneOf"] if each.get("type") != "null"), {})
        else:
            break
    return told


def _kind(told: Mapping[str, Any]) -> str:
    kind = told.get("type", "")
    words = " or ".join(kind) if isinstance(kind, list) else str(kind)
    if told.get("enum"):
        return "one of " + ", ".join(str(each) for each in told["enum"] if each is not None)
    if words == "array":
        return f"list of {_kind(told.get('items', {})) or 'objects'}"
    return f"{words}, {told['format']}" if told.get("format") else words


def _example(body: Mapping[str, Any]) -> str:
    given = body.get("example") or next((each.get("value") for each in body.get("examples", {}).values()), None)
    return json.dumps(given, indent=2, ensure_ascii=False) if given is not None else ""
