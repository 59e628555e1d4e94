"""case.jsonld: valid in the CASE/UCO vocabulary, with nothing fetched, and the same names in every version."""

import json
import socket
import uuid
from pathlib import Path

import pytest

from referrals.rules import case_graph
from tests.making import bags
from tests.making import reports as making
from triage.services import merging

NETWORKED = (socket.AF_INET, socket.AF_INET6)


@pytest.fixture
def _no_network(monkeypatch):
    """Let nothing speak to another machine."""
    real = socket.socket.connect

    def connect(self, address):
        assert self.family not in NETWORKED, f"somebody fetches something from {address}"
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.mark.usefixtures("_no_network")
@pytest.mark.filterwarnings("ignore")
def test_case_utils_finds_the_graph_valid(db, at, officer, submit, tmp_path):
    import case_utils.case_validate

    lead = submit(files=[making.picture(), making.picture(colour="red", kind="JPEG")])
    making.walk(lead, to="assigned", by=officer, at=at)
    named = submit(name="Orla Tamblyn", identity="named", shares_with_force=True, minutes=1)
    merging.merge(report_id=named.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    content = bags.content_of(bags.built(lead, at=at), at=at)
    file = Path(tmp_path / "case.jsonld")
    file.write_bytes(bags.members(content)["data/case.jsonld"])
    answer = case_utils.case_validate.validate(str(file))
    assert answer.conforms, answer.text
    assert answer.undefined_concepts == set()


def test_graph_tells_of_every_exhibit_with_the_hash_in_the_manifest(report_at, at):
    report = report_at("assigned", files=[making.picture(), making.picture(colour="red")])
    content = bags.content_of(bags.built(report, at=at), at=at)
    graph = bags.data(content, "case.jsonld")["@graph"]
    manifest = dict(
        reversed(line.split("  ")) for line in bags.members(content)["manifest-sha256.txt"].decode().splitlines()
    )
    told = {}
    for node in graph:
        if node["@type"] == "uco-observable:File":
            name, inside = node["uco-core:hasFacet"]
            told[name["uco-observable:filePath"]] = inside["uco-observable:hash"][0]["uco-types:hashValue"]["@value"]
    assert told == {path: digest.upper() for path, digest in manifest.items() if path.startswith("data/exhibits/")}
    numbers = {node.get("case-investigation:exhibitNumber") for node in graph} - {None}
    assert numbers == {item.exhibit for item in report.evidence.all()}


def test_things_keep_their_names_from_version_to_version(report_at, at):
    report = report_at("assigned", files=[making.picture()])
    names = []
    for _ in range(2):
        content = bags.content_of(bags.built(report, at=at), at=at)
        names.append({node["@id"] for node in bags.data(content, "case.jsonld")["@graph"]})
    assert names[0] == names[1]
    assert all(uuid.UUID(name.removeprefix("kb:")).version == 5 for name in names[0])


def test_no_context_is_fetched_from_elsewhere():
    assert all(isinstance(address, str) for address in case_graph.CONTEXT.values())
    assert json.dumps(dict(case_graph.CONTEXT))
    assert case_graph.iri("case", "OHC-1") == case_graph.iri("case", "OHC-1") != case_graph.iri("case", "OHC-2")
