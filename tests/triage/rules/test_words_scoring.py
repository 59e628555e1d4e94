from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.rules.words.normal import normalise
from triage.rules.words.scoring import BadWeights, Lexicon, Verdict, beside_the_closest, compare, read_weights
from triage.selectors.word_tables import get_folding, get_lists, get_weights

POST = "Those people from Northmarch never pay for the ferry and then they shout at the captain all the way"
COMMON = "those people from never pay for the and then they shout at all way not she he a ferry captain"
TYPED_ROUND = {
    "the text itself": POST,
    "zero width": POST.replace("e", "e\u200b"),
    "look-alikes": POST.replace("o", "\u043e").replace("a", "\u0430"),
    "leetspeak": POST.translate(str.maketrans("oeai", "03@1")),
    "typing errors": "Thsoe people from Nortmarch never pay for teh ferry and then they shuot at the captian all the",
    "keyboard slips": "Thpse peopke from Northnarch never pay foe the ferrt and then thwy shout at the captaim all",
    "cut at the end": POST[:55],
    "cut at the front": POST[30:],
    "with a comment": f"look what somebody wrote about us today: {POST} is this even allowed",
    "as a quotation": f'He posted: "{POST}"',
    "hashtags": f"{POST} #ferry #northmarch #enough",
    "words lost": "Those people Northmarch never pay for ferry and they shout at captain the way",
    "letters spread": "T h o s e people from N-o-r-t-h-m-a-r-c-h never p a y for the ferry and then they shout",
}
OTHER_TARGET = {
    "another place": POST.replace("Northmarch", "Westhaven"),
    "she for he": ("He sold his boat on Sunday and sailed home", "She sold her boat on Sunday and sailed home"),
    "denied": POST.replace("then they shout", "then they do not shout"),
    "never taken out": POST.replace("never ", ""),
    "a group named": ("I think that immigrants ruin the old harbour", "I think that women ruin the old harbour"),
}
OTHER_TEXTS = {
    "a shared phrase": "We were all the way to the harbour when the rain began, never again without a coat",
    "the same theme": "The ferry is too dear, said the captain, and the harbour master agreed with every word of it",
    "the same hashtags": "Lovely weather for a swim this morning #ferry #northmarch #enough",
}


def normal(text):
    return normalise(text, folding=get_folding())


def judge(left, right, *, known=lambda word: True):
    common = set(normal(COMMON).words)
    lexicon = Lexicon(rarity=lambda word: 2.0 if word in common else 8.0, is_known=known)
    return compare(normal(left), normal(right), lexicon=lexicon, lists=get_lists(), weights=get_weights())


@pytest.mark.parametrize("text", TYPED_ROUND.values(), ids=TYPED_ROUND.keys())
def test_ways_to_write_a_text_otherwise_are_the_same_words(text):
    vocabulary = set(normal(POST).words) | set(normal("look what somebody wrote about us today").words)
    found = judge(text, POST, known=vocabulary.__contains__)
    assert found.verdict == Verdict.SAME_WORDS, found


@pytest.mark.parametrize("pair", OTHER_TARGET.values(), ids=OTHER_TARGET.keys())
def test_another_target_is_the_same_template_and_scores_below(pair):
    left, right = pair if isinstance(pair, tuple) else (pair, POST)
    found = judge(left, right)
    assert found.verdict == Verdict.SAME_TEMPLATE, found
    assert found.score < get_weights().same < found.words


@pytest.mark.parametrize("text", OTHER_TEXTS.values(), ids=OTHER_TEXTS.keys())
def test_other_texts_are_unlike(text):
    assert judge(text, POST).verdict == Verdict.UNLIKE


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        (
            "Они никогда не платят за паром и кричат на капитана",
            "они никогда не платят за паром и кричат",
            "same_words",
        ),
        (
            "هؤلاء الناس من الشمال لا يدفعون ثمن العبارة كل يوم",
            "هؤلاء الناس من الشمال لا يدفعون ثمن العبارة",
            "same_words",
        ),
        ("那些北方人从来不付渡船的钱还对船长大喊大叫", "那些北方人从来不付渡船的钱还对船长大喊大叫!!", "same_words"),
        ("ਇਹ ਲੋਕ ਕਦੇ ਕਿਸ਼ਤੀ ਦਾ ਕਿਰਾਇਆ ਨਹੀਂ ਦਿੰਦੇ ਅਤੇ ਚੀਕਦੇ ਹਨ", "ਇਹ ਲੋਕ ਕਦੇ ਕਿਸ਼ਤੀ ਦਾ ਕਿਰਾਇਆ ਨਹੀਂ ਦਿੰਦੇ ਅਤੇ ਚੀਕਦੇ ਹਨ 😡", "same_words"),
        (
            "Ci ludzie z Północy płacą za prom co niedzielę",
            "Ci ludzie z Północy nie płacą za prom co niedzielę",
            "same_template",
        ),
    ],
)
def test_any_script_is_compared(left, right, verdict):
    assert judge(left, right).verdict == verdict


def test_a_typing_error_that_no_dictionary_knows_is_no_other_target():
    known = set(normal(POST).words).__contains__
    assert judge(POST.replace("Northmarch", "Nrthmarchh"), POST, known=known).verdict == Verdict.SAME_WORDS


def test_where_the_closest_text_names_another_target_a_farther_one_is_not_the_same():
    template, farther = judge(OTHER_TARGET["another place"], POST), judge(f"{POST} or so I hear", POST)
    closer, same = judge(POST, POST), replace(farther, words=template.words / 2)
    lowered = beside_the_closest([same, template], weights=get_weights())
    assert [one.score for one in lowered] == [template.score, template.score]
    assert all(one.verdict != Verdict.SAME_WORDS for one in lowered)
    assert beside_the_closest([closer, template], weights=get_weights()) == [closer, template]
    assert beside_the_closest([], weights=get_weights()) == []


def test_facts_are_numbers_that_say_what_changed():
    facts = judge(f"{POST} enough already", POST).facts
    assert facts["words_added"] == 2
    assert facts["words_removed"] == facts["changed"] == 0
    assert facts["alike"] == 1.0
    assert all(isinstance(value, int | float) for value in facts.values())


def test_texts_without_words_are_unlike_everything():
    assert judge("😡😡", POST).score == 0
    assert judge("", "").verdict == Verdict.UNLIKE


@given(st.text(max_size=120), st.text(max_size=120))
def test_any_two_texts_have_a_score(left, right):
    assert 0 <= judge(left, right).score <= 1


@given(st.lists(st.sampled_from(POST.split()), min_size=12, max_size=40))
def test_a_long_text_is_the_same_as_itself(parts):
    text = " ".join(parts)
    assert judge(text, text).words >= get_weights().same


@pytest.mark.parametrize("data", [{}, {"features": {"most": 1}}, {"features": None}])
def test_weights_that_do_not_fit_are_refused(data):
    with pytest.raises(BadWeights):
        read_weights(data)
