"""The case in the CASE/UCO vocabulary: what each thing in a package is there, as a node of a JSON-LD graph. Pure.

Every node has the same name in every version of a package: a UUID made of what it is and its reference.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

NAMESPACE = uuid.UUID("6f1d5b0e-2c84-5d0c-9a55-8c7b3f0e64a1")
"""Of the hub's own names; it never changes."""
CONTEXT: Mapping[str, str] = {
    "kb": "urn:uuid:",
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "uco-action": "https://ontology.unifiedcyberontology.org/uco/action/",
    "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "uco-identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
    "uco-location": "https://ontology.unifiedcyberontology.org/uco/location/",
    "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "uco-tool": "https://ontology.unifiedcyberontology.org/uco/tool/",
    "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
HUB = "Online Hate Hub"


def iri(kind: str, name: str) -> str:
    """Return the name of a thing: the same for the same kind and reference, whenever and wherever it is made."""
    return f"kb:{uuid.uuid5(NAMESPACE, f'{kind}:{name}')}"


def at_id(kind: str, name: str) -> dict[str, str]:
    """Return a pointer to a thing."""
    return {"@id": iri(kind, name)}


def investigation(*, reference: str, opened_at: str, objects: Iterable[dict[str, str]]) -> dict[str, Any]:
    """Return the case itself, with pointers to what belongs to it."""
    return {
        **_node("case", reference, "case-investigation:Investigation"),
        "uco-core:name": reference,
        "uco-core:objectCreatedTime": _time(opened_at),
        "uco-core:object": list(objects),
    }


def hub() -> dict[str, Any]:
    """Return the hub, which took the reports and made the captures."""
    return {**_node("organisation", HUB, "uco-identity:Organization"), "uco-core:name": HUB}


def force(*, code: str, name: str) -> list[dict[str, Any]]:
    """Return a police force that is responsible, and its area: the only place that a package names."""
    return [
        {**_node("organisation", code, "uco-identity:Organization"), "uco-core:name": name},
        {**_node("area", code, "uco-location:Location"), "uco-core:name": f"The area of {name}"},
    ]


def report(*, reference: str, submitted_at: str, exhibits: Sequence[str], area: str = "") -> dict[str, Any]:
    """Return the taking of one report: by the hub, with the exhibits that came with it."""
    node = {
        **_node("report", reference, "case-investigation:InvestigativeAction"),
        "uco-core:name": f"Report {reference} received",
        "uco-action:performer": at_id("organisation", HUB),
        "uco-action:endTime": _time(submitted_at),
    }
    if exhibits:
        node["uco-action:result"] = [at_id("exhibit", each) for each in exhibits]
    if area:
        node["uco-action:location"] = [at_id("area", area)]
    return node


def exhibit(*, name: str, what: str, file: str | None) -> dict[str, Any]:
    """Return the provenance record of an exhibit; `file` is the path of its bytes in the package, where they are."""
    node = {
        **_node("exhibit", name, "case-investigation:ProvenanceRecord"),
        "case-investigation:exhibitNumber": name,
        "uco-core:description": [what],
    }
    if file:
        node["uco-core:object"] = [at_id("file", file)]
    return node


def file(*, path: str, size: int, media_type: str, sha256: str) -> dict[str, Any]:
    """Return a file of the package with its hash."""
    return {
        **_node("file", path, "uco-observable:File"),
        "uco-core:hasFacet": [
            {
                **_node("file-facet", path, "uco-observable:FileFacet"),
                "uco-observable:fileName": path.rpartition("/")[2],
                "uco-observable:filePath": path,
                "uco-observable:sizeInBytes": size,
            },
            {
                **_node("content-facet", path, "uco-observable:ContentDataFacet"),
                "uco-observable:mimeType": media_type,
                "uco-observable:sizeInBytes": size,
                "uco-observable:hash": [
                    {
                        **_node("hash", path, "uco-types:Hash"),
                        "uco-types:hashMethod": "SHA256",
                        "uco-types:hashValue": _typed("xsd:hexBinary", sha256.upper()),
                    }
                ],
            },
        ],
    }


def account(*, platform: str, handle: str) -> dict[str, Any]:
    """Return an online account that was reported."""
    name = f"{platform}:{handle}"
    return {
        **_node("account", name, "uco-observable:DigitalAccount"),
        "uco-core:hasFacet": [
            {
                **_node("account-facet", name, "uco-observable:AccountFacet"),
                "uco-observable:accountIdentifier": handle,
                **({"uco-observable:accountIssuer": at_id("platform", platform)} if platform else {}),
            }
        ],
    }


def platform(*, name: str) -> dict[str, Any]:
    """Return the platform that issued accounts."""
    return {**_node("platform", name, "uco-identity:Organization"), "uco-core:name": name}


def post(*, url: str) -> dict[str, Any]:
    """Return the address of a post that was reported."""
    return {
        **_node("post", url, "uco-observable:URL"),
        "uco-core:hasFacet": [{**_node("post-facet", url, "uco-observable:URLFacet"), "uco-observable:fullValue": url}],
    }


def capture(made: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a capture as an action with its tool, of the address that was captured; `made` is a row of captures."""
    name, tool = str(made["id"]), f"{made.get('tool', '')} {made.get('tool_version', '')}".strip() or "hub"
    action = {
        **_node("capture", name, "case-investigation:InvestigativeAction"),
        "uco-core:name": f"Capture, {made['state']}",
        "uco-action:performer": at_id("organisation", HUB),
        "uco-action:instrument": [at_id("tool", tool)],
    }
    for key, field in (("uco-action:startTime", "started_at"), ("uco-action:endTime", "finished_at")):
        if made.get(field):
            action[key] = _time(made[field])
    if made.get("url"):
        action["uco-action:object"] = [at_id("post", made["url"])]
    results = [at_id("exhibit", each["exhibit"]) for each in made.get("files", ())]
    if results:
        action["uco-action:result"] = results
    node = {**_node("tool", tool, "uco-tool:Tool"), "uco-core:name": made.get("tool") or "hub"}
    if made.get("tool_version"):
        node["uco-tool:version"] = made["tool_version"]
    return [action, node]


def _node(kind: str, name: str, of: str) -> dict[str, Any]:
    return {"@id": iri(kind, name), "@type": of}


def _time(moment: str) -> dict[str, str]:
    return _typed("xsd:dateTime", moment)


def _typed(of: str, value: str) -> dict[str, str]:
    return {"@type": of, "@value": value}
