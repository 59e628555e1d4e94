"""The JSON-LD of a package, gathered report by report: every thing stands in it once."""

from collections.abc import Iterable, Iterator
from typing import Any

from referrals.rules import case_graph
from referrals.rules.spool import Spool, as_json


class Graph:
    """Grows with each report; memory holds names of nodes, and the nodes compressed."""

    def __init__(self) -> None:
        self._nodes = Spool()
        self._names: dict[str, None] = {}

    def add(self, told: dict[str, Any], *, area: str) -> None:
        """Take a report as it is told, with its exhibits as they are in the package; `area` is a force's code."""
        for post in told["posts"]:
            self._post(post)
        for each in told["exhibits"]:
            what = f"{each['given_as']}; SHA-256 of the original {each['sha256']}"
            self._take(
                case_graph.exhibit(name=each["exhibit"], what=what, file=each["path"]),
                case_graph.file(
                    path=each["path"],
                    size=each["size_in_package"],
                    media_type=each["type_in_package"],
                    sha256=each["sha256_in_package"],
                ),
            )
        exhibits = [each["exhibit"] for each in told["exhibits"]]
        self._take(
            case_graph.report(
                reference=told["reference"], submitted_at=told["submitted_at"], exhibits=exhibits, area=area
            )
        )

    def chunks(
        self,
        *,
        reference: str,
        opened_at: str,
        forces: Iterable[tuple[str, str]],
        captures: Iterable[dict[str, Any]],
    ) -> Iterator[bytes]:
        """Return the whole file's bytes, with the case, the forces and the captures; nothing can be added any more."""
        self._take(case_graph.hub())
        for code, name in forces:
            self._take(*case_graph.force(code=code, name=name))
        for made in captures:
            if made.get("url"):
                self._take(case_graph.post(url=made["url"]))
            self._take(*case_graph.capture(made))
        objects = [{"@id": name} for name in sorted(self._names)]
        self._take(case_graph.investigation(reference=reference, opened_at=opened_at, objects=objects))
        before = b'{\n"@context": ' + as_json(case_graph.CONTEXT) + b',\n"@graph": '
        return self._nodes.chunks(before=before, after=b"\n}\n")

    def _post(self, post: dict[str, Any]) -> None:
        if post["platform"]:
            self._take(case_graph.platform(name=post["platform"]))
        if post["account"]:
            self._take(case_graph.account(platform=post["platform"], handle=post["account"]))
        if post["url"]:
            self._take(case_graph.post(url=post["url"]))

    def _take(self, *nodes: dict[str, Any]) -> None:
        for node in nodes:
            if node["@id"] not in self._names:
                self._names[node["@id"]] = None
                self._nodes.add(node)
