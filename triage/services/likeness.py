"""Finding reports that are very likely of the same thing: what the finders of words and pictures say, in one form."""

from reports.models import Report
from triage.models import DuplicateMatch
from triage.rules.matching import Found
from triage.rules.words.scoring import Verdict
from triage.services import sameness, words

KINDS = {
    Verdict.SAME_WORDS: DuplicateMatch.Kind.SAME_WORDS,
    Verdict.SAME_TEMPLATE: DuplicateMatch.Kind.SAME_TEMPLATE,
}


def find_same_words(report: Report) -> list[Found]:
    """Return the reports with near-identical words, the best first, and those of one template about another target."""
    found = words.find(report=report)
    cases = sameness.cases_of(each.report_id for each in found)
    return [
        Found(
            report_id=each.report_id,
            case_id=cases[each.report_id],
            kind=KINDS[each.verdict],
            facts={**each.facts, "source": each.source},
            score=each.score,
        )
        for each in found
        if each.report_id in cases
    ]
