"""The public statistics before anything was released."""

import html
import re

import pytest
from django.core.cache import cache

from intel.selectors.public_statistics import reported_elsewhere

pytest_plugins = ["tests.making.http"]
pytestmark = pytest.mark.django_db


def text_of(page):
    assert page.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(page.content.decode()))


def test_before_the_first_release_it_says_so_and_shows_what_others_count(client):
    cache.clear()
    text = text_of(client.get("/statistics/"))
    assert "No figures have been released yet." in text
    for each in reported_elsewhere():
        assert each["source"] in text
        assert f">{each['body']}, {each['years']}</span>" in text
    assert text.count('class="hub-chart__row"') == len(reported_elsewhere())
    assert client.get("/statistics/dictionary/").status_code == 404
    assert "What reporting leads to" not in text_of(client.get("/"))
