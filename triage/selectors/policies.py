"""The assessment policy in force."""

import json
from functools import lru_cache
from importlib.resources import files

from triage.rules.policy import Policy, read_policy


@lru_cache(maxsize=1)
def get_policy() -> Policy:
    """Return the active policy, checked. Raises BadPolicy."""
    text = files("triage.data").joinpath("policy-2023.json").read_text(encoding="utf-8")
    return read_policy(json.loads(text))
