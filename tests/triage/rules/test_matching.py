from uuid import UUID

from triage.rules.matching import FEW_OFFERED, MOST_OFFERED, Found, choose, turned_round


def found(number, *, case=None, kind="same_words", score=0.9):
    return Found(report_id=UUID(int=number), case_id=UUID(int=case or number), kind=kind, score=score)


def test_each_case_is_offered_once_for_each_kind_by_its_best_report():
    chosen = choose(
        [found(1, case=9, score=0.8), found(2, case=9, score=0.95), found(3, case=9, kind="same_file", score=None)],
        without_cases=set(),
    )
    assert {(each.report_id.int, each.kind) for each in chosen} == {(2, "same_words"), (3, "same_file")}


def test_earliest_of_equals_is_offered():
    [chosen] = choose([found(1, case=9), found(2, case=9)], without_cases=set())
    assert chosen.report_id.int == 1


def test_own_case_and_those_told_apart_are_left_out():
    assert choose([found(1), found(2)], without_cases={UUID(int=1), UUID(int=2)}) == []


def test_ten_cases_are_offered_and_in_a_wave_three_the_best_first():
    many = [found(number, score=number / 100) for number in range(1, 31)]
    assert len(choose(many, without_cases=set())) == MOST_OFFERED
    few = choose(many, without_cases=set(), is_wave=True)
    assert [each.report_id.int for each in few] == [30, 29, 28]
    assert len(few) == FEW_OFFERED


def test_certain_matches_stay_in_the_order_in_which_they_came():
    same = [found(number, kind="same_post", score=None) for number in (5, 3, 8)]
    assert [each.report_id.int for each in choose(same, without_cases=set())] == [5, 3, 8]


def test_what_one_has_more_the_other_has_less():
    facts = {"score": 0.9, "words_added": 2, "words_removed": 1, "changed": 3}
    assert turned_round(facts) == {"score": 0.9, "words_added": 1, "words_removed": 2, "changed": 3}
    assert turned_round(turned_round(facts)) == facts
