"""Asks the imported postcode directory; one statement for a postcode that it holds."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection

from hatehub.reference.rules.counted_places import Count, places_of, rank_places, rank_postcode
from hatehub.reference.rules.force_table import Ranking
from hatehub.reference.rules.postcodes import ParsedPostcode

_POSTCODE = """
    SELECT edition.name, postcode.force_code, unit.code, postcode.is_live
    FROM reference_postcodeedition edition
    LEFT JOIN reference_postcode postcode ON postcode.outward = %s AND postcode.inward = %s
    LEFT JOIN (reference_forceunit unit JOIN reference_force force ON force.id = unit.force_id)
      ON unit.is_active AND unit.local_authority <> '' AND unit.local_authority = postcode.local_authority
      AND force.code = postcode.force_code
"""
_PLACES = """
    SELECT edition.name, place.place, place.force_code, unit.code, place.live, place.ended
    FROM reference_postcodeedition edition
    JOIN reference_postcodeplace place ON place.place = ANY(%s)
    LEFT JOIN (reference_forceunit unit JOIN reference_force force ON force.id = unit.force_id)
      ON unit.is_active AND unit.local_authority <> '' AND unit.local_authority = place.local_authority
      AND force.code = place.force_code
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What the directory says, and its name."""

    ranking: Ranking
    edition: str


def look_up(*, parsed: ParsedPostcode) -> Found | None:
    """Answer for a postcode or a part of one; None where no directory was imported, or it has nothing there."""
    with connection.cursor() as cursor:
        if parsed.postcode:
            cursor.execute(_POSTCODE, parsed.postcode.split(" "))
            row = cursor.fetchone()
            if row is None:
                return None
            edition, force, unit, is_live = row
            if force is not None:
                return Found(rank_postcode(force=force, unit=unit, is_live=is_live), edition)
        cursor.execute(_PLACES, [[name for place in places_of(parsed=parsed) for name in place.names]])
        rows = cursor.fetchall()
    counts: dict[str, list[Count]] = defaultdict(list)
    for _, place, force, unit, live, ended in rows:
        counts[place].append(Count(force, unit, live, ended))
    ranking = rank_places(parsed=parsed, counts=counts)
    return Found(ranking, rows[0][0]) if ranking else None
