"""The data that ships with this release, as it stands in its files."""

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from intel.rules.notice_table import NoticeTable, read_notice_table
from intel.rules.practice import Table, read_table


def read_data(name: str) -> Any:
    """Return what a JSON file of intel holds, not checked yet."""
    return json.loads(files("intel.data").joinpath(name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def results_table() -> Table:
    """Return the table of what counts as a result, checked. Raises BadTable."""
    return read_table(read_data("practice.json"))


@lru_cache(maxsize=1)
def notice_table() -> NoticeTable:
    """Return the numbers by which the hub notices what arises, checked. Raises BadNoticeTable."""
    return read_notice_table(read_data("notices.json"))
