"""What holds of every page: a strict policy, and nothing inline that it would have to allow."""

import re
from typing import Any

INLINE = {
    "a script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(ld\+)?json\")[^>]*>", re.I),
    "a style sheet": re.compile(r"<style\b", re.I),
    "a style": re.compile(r"<[a-z][^<>]*\sstyle\s*=", re.I),
    "a handler": re.compile(r"<[a-z][^<>]*\son[a-z]+\s*=", re.I),
    "an address that is a script": re.compile(r"(href|src|action)\s*=\s*[\"']?\s*javascript:", re.I),
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}


def inline_in(page: str) -> list[str]:
    """Return what stands inline in a page or a template."""
    return [what for what, pattern in INLINE.items() if pattern.search(page)]


def check_page(answer: Any) -> None:
    """Fail where an answer's headers are weak, or its page has something inline."""
    wrong = {name: answer.get(name) for name, value in ALWAYS.items() if answer.get(name) != value}
    assert not wrong
    assert answer["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] in ("same-origin", "cross-origin")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not re.search(r"unsafe|nonce|\*|data:|blob:|https?:(?!//)", policy), policy
    if answer.get("Content-Type", "").startswith("text/html") and not answer.streaming:
        assert not inline_in(answer.content.decode())
