"""What is found by its shape, whoever it belongs to: addresses, numbers, links, times, references, relations."""

import re
from collections.abc import Iterator, Sequence

from intel.rules.sanitising.marks import Kind, Mark, mark
from referrals.rules.masking import ADDRESS, E_MAIL, POSTCODE, TELEPHONE
from reports.rules.references import CASE_PREFIX, REPORT_PREFIX, parse_code, parse_reference

MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|"
    "Aug|Sept|Sep|Oct|Nov|Dec"
)
FULL_MONTHS = MONTHS.split("|")[:12]
RELATED = (
    "aunt|boss|boyfriend|brother|carer|child|children|class|classmate|colleague|congregation|cousin|dad|daughter|"
    "doctor|employee|employer|ex|family|father|fianc[eé]e?|flatmate|friend|girlfriend|grandfather|grandmother|"
    "grandson|granddaughter|housemate|husband|imam|landlord|landlady|manager|mother|mum|neighbour|nephew|niece|"
    "parent|partner|patient|priest|pupil|rabbi|relative|school|sister|son|student|teacher|tenant|uncle|vicar|wife|"
    "workmate"
)
TELLER = "victim|complainant|source|reporter|witness|informant|caller"
LINK = re.compile(
    r"\b(?:https?|hxxps?|ftp)\s?:\s?/\s?/\s?\S+|\bwww\.\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|co\.uk|uk|me|social|eu|app)/\S*",
    re.IGNORECASE,
)
HANDLE = re.compile(r"(?<![\w@./])@[\w][\w.-]{2,}(?:@[\w-]+(?:\.[\w-]+)+)?")
PREFIXES = (REPORT_PREFIX, CASE_PREFIX, "OHS", "INT", "ISR")
REFERENCE = re.compile(rf"\b(?:{'|'.join(PREFIXES)})[\s-]*[0-9A-Z]{{4}}[\s-]*[0-9A-Z]{{4}}\b", re.IGNORECASE)
CODE = re.compile(r"\b(?:[0-9A-Z]{4}[\s-]){3}[0-9A-Z]{4}\b", re.IGNORECASE)
CRIME_NUMBER = re.compile(r"\b\d{1,2}[A-Z]{0,3}/\d{3,8}/\d{2}\b", re.IGNORECASE)
CLOCK = re.compile(
    r"\b(?:at\s+|about\s+)?(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?::[0-5]\d)?(?:\s?(?P<half>am|pm|a\.m\.|p\.m\.))?"
    r"(?:\s?(?:hrs|hours|h|UTC|GMT|BST|Z))?(?![\d:])|\b(?:at\s+)?(?P<hour2>1[0-2]|[1-9])\s?(?P<half2>am|pm)\b|"
    r"\b(?P<hour3>[01]\d|2[0-3])[0-5]\d\s?(?:hrs|hours)\b",
    re.IGNORECASE,
)
DAY = re.compile(
    rf"\b(?:on\s+)?(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{MONTHS})\b(?:,?\s+(?P<year>\d{{4}}))?|"
    rf"\b(?:on\s+)?(?P<month2>{MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+(?P<year2>\d{{4}}))?|"
    r"\b(?:on\s+)?(?P<year3>\d{4})-(?P<number3>\d{2})-\d{2}(?:T[\d:.]+Z?)?|"
    r"\b(?:on\s+)?\d{1,2}[/.](?P<number4>\d{1,2})[/.](?P<year4>\d{4}|\d{2})\b",
    re.IGNORECASE,
)
RELATION = re.compile(
    rf"\b(?:my|our|her|his|their|(?:the\s+)?(?:{TELLER})(?:['\u2019]s|s['\u2019]))\s+(?:[\w-]+\s+){{0,2}}?(?:{RELATED})s?\b(?:['\u2019]s)?|"
    rf"\b(?:a|the)\s+(?:{RELATED})\s+of\s+(?:mine|ours|hers|his|theirs|the\s+(?:{TELLER}))\b|"
    rf"\b(?:only|nobody\s+but|no[\s-]one\s+but|nobody\s+else\s+than|just)\s+(?:I|me|we|us|she|he|her|him|they|them|the\s+(?:{TELLER}))\s+(?:\w+\s+){{0,2}}?"
    r"(?:knew|know|knows|saw|see|sees|heard|had|has|have|could|was|were|is|are|got|received)\b|"
    rf"\b(?:told|shown|said)\s+(?:it\s+)?only\s+to\s+(?:me|us|her|him|them|the\s+(?:{TELLER}))\b",
    re.IGNORECASE,
)
VOICE = re.compile(r"\b(?:[Ii](?:['\u2019](?:m|ve|d|ll))?|me|myself|we|us|ourselves|my|mine|our|ours)\b(?!\.)")
VOICE_LOW = re.compile(r"\b(?:Me|My|Mine|We|Our|Ours|Us)\b")
EXCLUSIVE = re.compile(r"only|nobody|no[\s-]one|just|told|shown|said", re.IGNORECASE)
ONLY_KNOWN = "it is known of"
OWNED = frozenset({"my", "our", "mine", "ours"})
PLAIN: Sequence[tuple[Kind, re.Pattern[str]]] = (
    (Kind.REFERENCE, CRIME_NUMBER),
    (Kind.EMAIL, E_MAIL),
    (Kind.TELEPHONE, TELEPHONE),
    (Kind.POSTCODE, POSTCODE),
    (Kind.ADDRESS, ADDRESS),
    (Kind.LINK, LINK),
    (Kind.HANDLE, HANDLE),
    (Kind.RELATION, RELATION),
)


def find_shapes(text: str) -> Iterator[Mark]:
    """Yield a mark wherever something has the shape of what may point back to the source."""
    for kind, pattern in PLAIN:
        for found in pattern.finditer(text):
            instead = ONLY_KNOWN if kind is Kind.RELATION and EXCLUSIVE.match(found.group()) else ""
            yield mark(kind, text, found.start(), found.end(), instead=instead)
    for pattern in (REFERENCE, CODE):
        for found in pattern.finditer(text):
            if _is_reference(found.group()):
                yield mark(Kind.REFERENCE, text, found.start(), found.end())
    for found in CLOCK.finditer(text):
        yield mark(Kind.TIME, text, found.start(), found.end(), instead=_part_of_day(found))
    for found in DAY.finditer(text):
        yield mark(Kind.TIME, text, found.start(), found.end(), instead=_month(found))
    for pattern in (VOICE, VOICE_LOW):
        for found in pattern.finditer(text):
            owned = found.group().lower() in OWNED
            yield mark(
                Kind.VOICE, text, found.start(), found.end(), instead="the source\u2019s" if owned else "the source"
            )


def _is_reference(said: str) -> bool:
    """Tell whether something was made by the hub: its check character holds, and it does not read as plain words."""
    if not (said.isupper() or any(map(str.isdigit, said))):
        return False
    return parse_code(said) is not None or any(parse_reference(said, prefix=prefix) for prefix in PREFIXES)


def _part_of_day(found: re.Match[str]) -> str:
    """Return the part of the day that a time is in: near enough to be of use, and far enough to be of anybody."""
    hour = int(found["hour"] or found["hour2"] or found["hour3"])
    half = (found["half"] or found["half2"] or "").replace(".", "").lower()
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    if hour < 5 or hour >= 22:
        return "at night"
    return "in the morning" if hour < 12 else "in the afternoon" if hour < 18 else "in the evening"


def _month(found: re.Match[str]) -> str:
    """Return the month that a day is in."""
    named = found["month"] or found["month2"]
    number = int(found["number3"] or found["number4"] or 0)
    if named:
        name = next(month for month in FULL_MONTHS if month.lower().startswith(named.lower()[:3]))
    elif 1 <= number <= len(FULL_MONTHS):
        name = FULL_MONTHS[number - 1]
    else:
        return "at that time"
    year = found["year"] or found["year2"] or found["year3"] or found["year4"] or ""
    return f"in {name} {'20' + year if len(year) == 2 else year}".strip()
