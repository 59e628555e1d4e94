import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.rules.words.grams import numbers, pieces
from triage.rules.words.normal import normalise
from triage.selectors.word_tables import get_folding

PLAIN = "Those people from Northmarch never pay for the ferry"
SAME = {
    "case": "THOSE PEOPLE FROM NORTHMARCH NEVER PAY FOR THE FERRY",
    "zero width": "Tho\u200bse peo\u200dple from North\u00admarch ne\ufeffver pay for the ferry",
    "look-alikes": "Thоsе реоplе frоm Nоrthmаrсh nеvеr pау fоr thе fеrrу",
    "mathematical letters": "𝐓𝐡𝐨𝐬𝐞 𝑝𝑒𝑜𝑝𝑙𝑒 from 𝓝𝓸𝓻𝓽𝓱𝓶𝓪𝓻𝓬𝓱 never pay for the ferry",
    "full width": "Ｔｈｏｓｅ ｐｅｏｐｌｅ from Northmarch never pay for the ferry",
    "accents": "Thóse pëople from Ñorthmârch never pay for the fèrry",
    "leetspeak": "Th0s3 p30pl3 fr0m N0r7hm@rch n3v3r p4y f0r 7h3 f3rry",
    "repeats": "Thooose peoplee from Northmarch neverrrr pay for the ferry",
    "entities": "Those&#32;people from &#78;orthmarch never pay for the ferry",
    "emoji": "Those 😡 people 😡 from Northmarch never pay for the ferry 😡😡",
    "links and handles": "@somebody Those people from Northmarch never pay for the ferry https://example.org/a1",
    "punctuation": "Those people, from Northmarch: never (!!) pay for the ferry...",
    "dotted": "T.h.o.s.e people from N-o-r-t-h-m-a-r-c-h never pay for the ferry",
    "spread": "T h o s e people from Northmarch never p a y for the ferry",
    "wrongly decoded": "Those people from Northmarch never pay for the ferry â€¦",
}


def normal(text):
    return normalise(text, folding=get_folding())


@pytest.mark.parametrize("text", SAME.values(), ids=SAME.keys())
def test_ways_round_a_filter_leave_the_same_words(text):
    assert normal(text).words == normal(PLAIN).words


@pytest.mark.parametrize(
    "text",
    [
        "Они никогда не платят за паром из Северного",
        "هؤلاء الناس لا يدفعون ثمن العبارة أبدا",
        "یہ لوگ کبھی کشتی کا کرایہ نہیں دیتے",
        "ਇਹ ਲੋਕ ਕਦੇ ਕਿਸ਼ਤੀ ਦਾ ਕਿਰਾਇਆ ਨਹੀਂ ਦਿੰਦੇ",
        "Ci ludzie z Północy nigdy nie płacą za prom",
        "那些北方人从来不付渡船的钱",
        "あの人たちは船賃を払わない",
        "Αυτοί δεν πληρώνουν ποτέ το καράβι",
    ],
)
def test_any_script_keeps_its_words_and_gives_pieces(text):
    assert len(pieces(normal(text).compact)) >= 5
    assert normal(f"  {text}!! 😡").words == normal(text).words


@pytest.mark.parametrize(
    ("left", "right"), [("Москва", "МОСКВА"), ("Łódź", "lodz"), ("إسلام", "اسلام"), ("کتاب", "كتاب")]
)
def test_spellings_of_one_script_fold_together(left, right):
    assert normal(left).words == normal(right).words


def test_different_words_of_one_script_stay_different():
    words = ["паром", "город", "дорога", "ਕਿਸ਼ਤੀ", "ਕਿਤਾਬ", "渡船", "船賃", "سفينة", "مدينة"]
    assert len({normal(word).words for word in words}) == len(words)


def test_hashtags_are_words_that_know_what_they_are():
    found = normal("No ferry #Northmarch # ferry")
    assert list(zip(found.words, found.is_tag, strict=True)) == [
        ("no", False),
        ("fery", False),
        ("northmarch", True),
        ("fery", True),
    ]


def test_numbers_stay_numbers_in_a_plain_text():
    assert normal("In 2018 there were 100 of them").words[1] == "2018"


def test_words_begin_where_they_say():
    found = normal(PLAIN)
    assert [found.compact[at : at + len(word)] for at, word in zip(found.starts, found.words, strict=True)] == list(
        found.words
    )


@given(st.text(max_size=300))
def test_any_text_has_a_normal_form(text):
    found = normal(text)
    assert found.compact == "".join(found.words)
    assert len(found.words) == len(found.is_tag) == len(found.starts)
    assert pieces(found.compact) == list(dict.fromkeys(pieces(found.compact)))


def test_texts_too_short_to_mean_something_give_no_pieces():
    assert pieces(normal("go home").compact) == []
    assert pieces(normal("").compact) == []
    assert pieces(normal("滚出去").compact) == []
    assert pieces(normal("go home to Northmarch").compact)


def test_numbers_of_pieces_depend_on_the_key_alone():
    one, other = numbers(["those", "hosep"], key=b"a" * 32), numbers(["those"], key=b"b" * 32)
    assert one == numbers(["those", "hosep"], key=b"a" * 32)
    assert one[0] != other[0]
    assert all(-(2**31) <= number < 2**31 for number in one)
