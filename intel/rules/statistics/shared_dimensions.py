"""Dimensions by which more than one unit is told apart. Pure."""

from intel.rules.statistics.terms import Dimension, Values

STRANDS = Dimension(
    code="strand",
    name="Strand",
    column="strands",
    values=Values.STRANDS,
    several=True,
    none="No strand named",
    definition="Why somebody was targeted, as the person who reported sees it. A report may count under several.",
)
COMBINATION = Dimension(
    code="combination",
    name="Combination of strands",
    column="combination",
    values=Values.COMBINATIONS,
    none="No strand named",
    definition="All strands that one report names, together. Each report counts once.",
)
KIND = Dimension(
    code="kind",
    name="Who reported",
    column="kind",
    definition="What the person who reported is to what happened, as they say.",
    names={
        "victim": "Victim",
        "witness": "Witness",
        "third_party": "On behalf of somebody else",
        "professional": "In the course of work",
        "unstated": "Not said",
    },
)
OFFENCES = Dimension(
    code="offence",
    name="Offence",
    column="offences",
    values=Values.OFFENCES,
    several=True,
    none="No offence engaged",
    definition="Offences that officers found engaged, as they stand now. One case may engage several.",
)
