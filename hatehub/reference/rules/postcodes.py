"""Reads a United Kingdom postcode, or a part of one, out of anything that a person may type."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

MAX_CHARACTERS = 200

_AREA_LETTERS = """
AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN
EX FK FY G GL GU HA HD HG HP HR HS HU HX IG IP IV KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG
NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ
TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
"""
GEOGRAPHIC_AREAS = frozenset(_AREA_LETTERS.split())
CROWN_DEPENDENCY_AREAS = frozenset({"JE", "GY", "IM"})
FORCES_MAIL_AREAS = frozenset({"BF", "BFPO"})
NON_GEOGRAPHIC_AREAS = frozenset({"BX", "GIR"})
KNOWN_AREAS = GEOGRAPHIC_AREAS | CROWN_DEPENDENCY_AREAS | FORCES_MAIL_AREAS | NON_GEOGRAPHIC_AREAS
AREAS_WITH_DISTRICT_NOUGHT = frozenset({"BL", "BS", "CM", "CR", "FY", "HA", "PR", "SL", "SS"})

_CONFUSED_WITH = {"0": "O", "O": "0", "1": "I", "I": "1", "L": "1"}
_OUTWARD = re.compile(
    r"(?P<area>[A-Z]{1,2})(?:0|[1-9][0-9]?)"
    r"|(?P<inner>[ENW])[1-9][ABCDEFGHJKPSTUW]"
    r"|(?P<west>W)1[MNRVXY]"  # ended in the year 2000
    r"|(?P<central>EC|NW|SE|SW|WC)[1-9][ABEHMNPRVWXY]"
)
_PADDED = re.compile(r"([A-Z]{1,2})0([1-9])")  # `LS06`, as some forms and tables write LS6
_UNIT = "[ABD-HJLNP-UW-Z]{2}"  # the two last letters never use C I K M O V
_INWARD = re.compile(rf"[0-9]{_UNIT}")
_BROKEN_INWARD = re.compile(r"[0-9][A-Z]{0,2}")
_FORCES_MAIL = re.compile(r"BFPO[0-9]{0,4}")
_WITHIN_TEXT = re.compile(rf"(?<![A-Z0-9])([A-Z]{{1,2}}[0-9][A-Z0-9]?) {{0,3}}([0-9]{_UNIT})(?![A-Z0-9])")


class Precision(StrEnum):
    """How much of a postcode was there, finest first."""

    POSTCODE = "postcode"
    SECTOR = "sector"
    DISTRICT = "district"
    AREA = "area"


class Territory(StrEnum):
    """Whose post the area is; only the first has police forces that the hub refers to."""

    UNITED_KINGDOM = "united_kingdom"
    CROWN_DEPENDENCY = "crown_dependency"
    FORCES_MAIL = "bfpo"
    NON_GEOGRAPHIC = "non_geographic"


@dataclass(frozen=True, slots=True)
class ParsedPostcode:
    """What was read: `LS6 2AB` has area LS, district LS6, sector `LS6 2`; parts not typed are None."""

    precision: Precision
    territory: Territory
    area: str
    district: str | None = None
    sector: str | None = None
    postcode: str | None = None


def parse_postcode(*, text: str) -> ParsedPostcode | None:
    """Read `text` as a postcode, sector, district or area; None when it is none of them. Never raises.

    Case, spaces and punctuation do not matter. O for 0 and I or L for 1 are put right, with as few changes
    as make a known area; LS06 is read as LS6. In a longer text a single well-formed postcode is found.
    Whether the district exists is not checked.
    """
    words = _words(text)
    compact = "".join(words)
    if not compact:
        return None
    if _FORCES_MAIL.fullmatch(compact):
        return ParsedPostcode(Precision.AREA, Territory.FORCES_MAIL, "BFPO")
    if compact == "GIR0AA":
        return ParsedPostcode(Precision.AREA, Territory.NON_GEOGRAPHIC, "GIR")
    return _read_whole(compact) or _read_part(words, compact) or _find_within(" ".join(words))


def territory_of(*, area: str) -> Territory:
    """Name the territory of a known postcode area: its letters, or BFPO or GIR."""
    if area in CROWN_DEPENDENCY_AREAS:
        return Territory.CROWN_DEPENDENCY
    if area in NON_GEOGRAPHIC_AREAS:
        return Territory.NON_GEOGRAPHIC
    if area in FORCES_MAIL_AREAS:
        return Territory.FORCES_MAIL
    return Territory.UNITED_KINGDOM


def _words(text: str) -> list[str]:
    """Split into upper-case ASCII words; nothing for a text too long or written in other letters."""
    if len(text) > MAX_CHARACTERS:
        return []
    folded = unicodedata.normalize("NFKC", text)
    if any(character.isalnum() and not character.isascii() for character in folded):
        return []
    return re.findall("[A-Z0-9]+", folded.upper())


def _readings(raw: str) -> Iterator[str]:
    """Yield `raw` and its readings with confused characters put right, fewest changes first."""
    choices = [(character, _CONFUSED_WITH.get(character, character)) for character in raw]
    readings = {"".join(reading) for reading in product(*map(dict.fromkeys, choices))}
    yield from sorted(readings, key=lambda reading: (_differences(reading, raw), reading))


def _differences(reading: str, raw: str) -> int:
    return sum(read != typed for read, typed in zip(reading, raw, strict=True))


def _read_outward(raw: str) -> tuple[str, str] | None:
    """Give (area, district) for two to four characters that can be read as an outward code."""
    if not 2 <= len(raw) <= 4:
        return None
    for reading in _readings(raw):
        match = _OUTWARD.fullmatch(reading)
        area = match and (match["area"] or match["inner"] or match["west"] or match["central"])
        if area in KNOWN_AREAS and (reading[len(area) :] != "0" or area in AREAS_WITH_DISTRICT_NOUGHT):
            return area, reading
    return _read_outward(f"{padded[1]}{padded[2]}") if (padded := _PADDED.fullmatch(raw)) else None


def _read_whole(compact: str) -> ParsedPostcode | None:
    """Read five to seven characters as a full postcode; at least one must have been typed as a digit."""
    if not 5 <= len(compact) <= 7 or not any(map(str.isdigit, compact)):
        return None
    digit, unit = compact[-3], compact[-2:]
    inward = (digit if digit.isdigit() else _CONFUSED_WITH.get(digit, digit)) + unit
    outward = _read_outward(compact[:-3])
    if outward is None or not _INWARD.fullmatch(inward):
        return None
    return _parsed(Precision.POSTCODE, outward, inward)


def _read_part(words: list[str], compact: str) -> ParsedPostcode | None:
    """Read an area, a district, or a sector with whatever is left of its unit."""
    if compact in KNOWN_AREAS:
        return ParsedPostcode(Precision.AREA, territory_of(area=compact), compact)
    if not any(map(str.isdigit, compact)):
        return None
    spaced = _read_sector("".join(words[:-1]), words[-1]) if len(words) > 1 else None
    if spaced:
        return spaced
    outward = _read_outward(compact)
    if outward:
        return _parsed(Precision.DISTRICT, outward)
    return next(filter(None, (_read_sector(compact[:-n], compact[-n:]) for n in (1, 2, 3))), None)


def _read_sector(raw_outward: str, inward: str) -> ParsedPostcode | None:
    """Read an outward code that holds a typed digit, and a sector digit with at most two letters after it."""
    if not any(map(str.isdigit, raw_outward)) or not _BROKEN_INWARD.fullmatch(inward):
        return None
    outward = _read_outward(raw_outward)
    return _parsed(Precision.SECTOR, outward, inward) if outward else None


def _find_within(text: str) -> ParsedPostcode | None:
    """Find the only well-formed postcode in a longer text, such as an address; None when there are two."""
    found = {match[1] + match[2] for match in _WITHIN_TEXT.finditer(text)}
    return _read_whole(found.pop()) if len(found) == 1 else None


def _parsed(precision: Precision, outward: tuple[str, str], inward: str = "") -> ParsedPostcode:
    area, district = outward
    sector = f"{district} {inward[0]}" if inward else None
    postcode = f"{district} {inward}" if precision is Precision.POSTCODE else None
    return ParsedPostcode(precision, territory_of(area=area), area, district, sector, postcode)
