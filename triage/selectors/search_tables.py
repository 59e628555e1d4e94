"""How texts are read for the search, the key of its lexemes, and the names that officers know."""

from functools import lru_cache

from django.db.models import CharField, F, Value
from django.db.models.functions import Concat

from hatehub.reference.models import Force, Platform, Strand, StrandValue
from hatehub.vault.services import lookup_hash
from triage.rules.search.names import Named, Vocabulary, vocabulary
from triage.rules.search.tokens import Reading
from triage.selectors.word_tables import get_folding

LEXEMES = "search: lexemes"
QUESTION = "search: question"


@lru_cache(maxsize=1)
def get_reading() -> Reading:
    """Return how documents and questions are read, both the same way."""
    return Reading(get_folding())


def lexeme_key() -> bytes:
    """Return the key of the lexemes, which comes of the pepper."""
    return bytes.fromhex(lookup_hash("", purpose=LEXEMES))


def hash_of_question(text: str) -> str:
    """Return the keyed hash by which the audit can tell that two searches asked the same."""
    return lookup_hash(" ".join(text.casefold().split()), purpose=QUESTION)[:32]


def get_names() -> Vocabulary:
    """Return what the names of forces, strands and platforms stand for; with one query."""
    of_value = Concat(F("strand__code"), Value(":"), F("code"), output_field=CharField())
    named = Force.objects.values_list(Value("force"), F("code"), F("name")).union(
        Force.objects.values_list(Value("force"), F("code"), F("short_name")),
        Strand.objects.values_list(Value("strand"), F("code"), F("name")),
        StrandValue.objects.values_list(Value("strand_value"), of_value, F("name")),
        Platform.objects.values_list(Value("platform"), F("code"), F("name")),
        all=True,
    )
    return vocabulary(Named(what, code, label) for what, code, label in named)
