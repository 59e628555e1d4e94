from pathlib import Path

import pytest
from django.conf import settings

from hatehub.shown_links import shown


@pytest.mark.parametrize(
    ("link", "as_shown"),
    [
        ("https://x.com/a", "https://x.com/a"),
        ("https://x.com/\u0445", "https://x.com/\u0445"),
        ("https://\u0445.com/a?b=c#d", "https://xn--u1a.com/a?b=c#d"),
        ("https://tw\u0456tter.com", "https://xn--twtter-qvf.com"),
        ("//\u0445.com/a", "//xn--u1a.com/a"),
        ("\u0445.com/a", "xn--u1a.com/a"),
        ("https://somebody@\u0445.com:8443/a", "https://somebody@xn--u1a.com:8443/a"),
        ("https://b\u00fccher.example/\u00fc", "https://xn--bcher-kva.example/\u00fc"),
        ("", ""),
    ],
)
def test_host_that_is_not_plain_is_shown_in_punycode(link, as_shown):
    assert shown(link) == as_shown


@pytest.mark.parametrize("host", ["\u0445" * 70 + ".com", "\u0445..com", "-\u0445.com"])
def test_host_that_can_be_none_is_shown_in_plain_letters_all_the_same(host):
    assert shown(f"https://{host}/a").isascii()
    assert "xn--" in shown(f"https://{host}/a")


def test_every_template_shows_links_of_posts_so():
    found = [
        f"{path.name}: {line.strip()}"
        for path in Path(settings.BASE_DIR, "templates").rglob("*.html")
        for line in path.read_text(encoding="utf-8").splitlines()
        if ".url }}<" in line and "hook.url" not in line
    ]
    assert found == []
