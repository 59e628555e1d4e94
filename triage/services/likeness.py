"""Finding reports that are very likely of the same thing: what the finders of words and pictures say, in one form."""

from reports.models import Evidence, Report
from triage.models import DuplicateMatch
from triage.rules.matching import Found
from triage.rules.words.scoring import Verdict
from triage.services import pictures, sameness, words

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


def find_same_picture(report: Report) -> list[Found]:
    """Return the reports that hold a picture of this one too, the surest first, and what was done to it."""
    found = pictures.find(report)
    cases = sameness.cases_of(each.report_id for each in found)
    names = {name for each in found for name in (each.own_exhibit, each.other_exhibit)}
    exhibits = dict(Evidence.objects.filter(exhibit__in=names).values_list("exhibit", "id"))
    return [
        Found(
            report_id=each.report_id,
            case_id=cases[each.report_id],
            kind=DuplicateMatch.Kind.SAME_PICTURE,
            facts={"how": list(each.how), "exhibits": [exhibits[each.own_exhibit], exhibits[each.other_exhibit]]},
            score=each.score,
        )
        for each in found
        if each.report_id in cases
    ]
