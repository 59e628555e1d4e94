"""What people do to a link on its way: brackets, escapes, marks that nobody sees, `hxxp`, an app's own scheme."""

import html
import re

CLEAN = re.compile(r"https?://[a-zA-Z0-9.-]+/[A-Za-z0-9/_@?=.~+:,&!-]*[A-Za-z0-9/_=-]")
SPACE = re.compile(r"\s")
UNSEEN = re.compile("[\u00ad\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\ufeff\\s]")
UNSEEN_END = re.compile(r"(?i)(?:%E2%80%8[BCDEF]|%EF%BB%BF|%C2%A0|%20|%0[AD]|%22|%E2%80%9[CD])+$")
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3002: ".", 0xFF61: "."}
AMPERSAND = re.compile(r"&(?:amp;|#38;|#x26;)+(?:amp;)*", re.IGNORECASE)
DEFANGED_DOT = re.compile(r"\s?[\[({]\s?(?:\.|dot|punkt)\s?[\])}]\s?", re.IGNORECASE)
DEFANGED_COLON = re.compile(r"\[(:(?://)?)\]|\[(://)\]")
SCHEME = re.compile(r"(?i)^(?:(?:h(?:tt|xx|t|ttt|\*\*)ps?|ttps?)(?::[/\\]{0,4}|[/\\]{2})(?=[^/\\:]))+")
SECURE = re.compile(r"(?i)h..?ps")
VIEWED = re.compile(r"(?i)^(?:view-source:|url:|link:|src:|intent:(?=//)|googlechromes?:(?=//)|web\+\w+:(?=//)|feed:)+")
MARKDOWN = re.compile(r"!?\[[^\]]*\]\(\s*<?([^\s)>]+(?:\([^\s)]*\)[^\s)]*)?)>?(?:\s+[\"'(].*)?\)[.,;]?", re.DOTALL)
ANCHOR = re.compile(r"""(?is)<(?:a|iframe|blockquote)\s[^>]*?(?:href|src|cite)=["']?([^"'\s>]+).*""")
BBCODE = re.compile(r"(?i)\[(?:url|img|media|youtube)(?:=[\"']?([^\]\"']+)[\"']?)?\]([^\[]*)\[/\w+\].*")
OPENING = "<>\"'`\u201c\u201d\u2018\u2019\u00ab\u00bb\u201e\u2039\u203a*|([{\u3010\u300c\u300e\u300a\u3008"
STOPS = ".,;:!'\"\u2019\u201d\u201c\u2018\u00bb\u203a>\u2026*|`\u3001\u3002\u300d\u300f\u3011\u300b\u3009"
BRACKETS = {")": "(", "]": "[", "}": "{"}
CUT_OFF = ("…", "...", "%E2%80%A6")
# A piece behind a space is the rest of a broken link where it could be no word.
JOINING = ("/", "=", "?", "&", ":", "-", "_", "%")
JOINED = re.compile(r"[/=?&%]|[0-9]{5}")
WEB_LINK = re.compile(r"(?i)h(?:tt|xx)ps?://\S+")

APP_LINKS = (
    (re.compile(r"(?i)^at://(.+)"), r"https://bsky.app/at/\1"),
    (re.compile(r"(?i)^(?:lbry://)(.+)"), None),
    (re.compile(r"(?i)^tg:(?://)?resolve/?\?(.+)"), None),
    (re.compile(r"(?i)^tg:(?://)?privatepost/?\?(.+)"), None),
    (re.compile(r"(?i)^twitter://status\?(?:.*&)?(?:status_)?id=([0-9]+).*"), r"https://x.com/i/status/\1"),
    (re.compile(r"(?i)^instagram://media\?id=([0-9_]+).*"), r"https://www.instagram.com/media?id=\1"),
    (
        re.compile(r"(?i)^(?:vnd\.)?youtube:(?://)?(?:www\.youtube\.com/)?(watch\?v=)?(.+)"),
        r"https://www.youtube.com/watch?v=\2",
    ),
    (re.compile(r"(?i)^spotify:([a-z]+):([A-Za-z0-9]+)$"), r"https://open.spotify.com/\1/\2"),
    (re.compile(r"(?i)^discord:(?://)?(?:-|discord\.com)?/channels/(.+)"), r"https://discord.com/channels/\1"),
    (re.compile(r"(?i)^fb://(?:post|photo|video|story)/\??(?:id=)?([0-9]+).*"), r"https://www.facebook.com/posts/\1"),
    (re.compile(r"(?i)^vk://(?:vk\.com/)?(.+)"), r"https://vk.com/\1"),
    (re.compile(r"(?i)^snssdk[0-9]+://aweme/detail/([0-9]+).*"), r"https://www.tiktok.com/video/\1"),
    (re.compile(r"(?i)^reddit://(?:reddit/)?(.+)"), r"https://www.reddit.com/\1"),
)


def tidy_link(text: str) -> str:
    """Return the link that a text means, as a browser would take it; empty where it names none or is cut off."""
    if CLEAN.fullmatch(text):
        return text
    text = _from_markup(text.strip())
    text = AMPERSAND.sub("&", text.translate(WIDE))
    text = DEFANGED_COLON.sub(lambda found: found[1] or found[2], DEFANGED_DOT.sub(".", text))
    text = _without_words(text)
    text = UNSEEN.sub("", text).lstrip(OPENING)
    if text.endswith(CUT_OFF):
        return ""
    text = _as_web_link(VIEWED.sub("", trim(text)))
    scheme = SCHEME.match(text)
    if scheme:
        text = f"https://{text[scheme.end() :]}"
    return text.replace("\\", "/") if "\\" in text else text


def trim(text: str) -> str:
    """Return a link without the marks and closing brackets of the sentence round it."""
    while text:
        last = text[-1]
        if last in BRACKETS:
            if text.count(last) <= text.count(BRACKETS[last]):
                return text
        elif last not in STOPS:
            shorter = UNSEEN_END.sub("", text) if text[-3:-2] == "%" else text
            if shorter == text:
                return text
            text = shorter
            continue
        text = text[:-1]
    return text


def _from_markup(text: str) -> str:
    """Return the address within Markdown, an HTML tag or a forum's code."""
    if text[:4].lower() == "&lt;":
        text = html.unescape(text)
    if text[:1] in ("[", "!", "<"):
        if found := MARKDOWN.fullmatch(text):
            return found[1]
        if found := ANCHOR.fullmatch(text):
            return html.unescape(found[1])
        if found := BBCODE.fullmatch(text):
            return (found[1] or found[2]).strip()
    return text


def _without_words(text: str) -> str:
    """Return the one link of a text, with words before it left out and broken lines joined.

    Empty where there are several, or words behind it: those might be the end of an address that holds a space.
    """
    if not SPACE.search(text):
        return text
    found = list(WEB_LINK.finditer(text))
    if len(found) > 1:
        return ""
    link = ""
    for line in (text[found[0].start() :] if found else text).splitlines():
        for place, piece in enumerate(line.split()):
            if link and place and not (link.endswith(JOINING) or JOINED.search(piece)):
                return ""
            link += piece
    return link


def _as_web_link(text: str) -> str:
    """Return an app's own link as the one of its website."""
    low = text[:16].lower()
    if low.startswith("lbry://"):
        return f"https://odysee.com/{text[7:].replace('#', ':')}"
    if low.startswith("tg:"):
        return _telegram(text)
    for pattern, web in APP_LINKS:
        if web and (found := pattern.match(text)):
            return found.expand(web)
    return text


def _telegram(text: str) -> str:
    path, _, asked = text.partition("?")
    query = dict(pair.split("=", 1) for pair in asked.split("&") if "=" in pair)
    channel = (
        f"c/{query['channel']}" if path.endswith("privatepost") and "channel" in query else query.get("domain", "")
    )
    comment = f"?comment={query['comment']}" if query.get("comment") else ""
    return (
        f"https://t.me/{channel}/{query['post']}{comment}" if channel and "post" in query else f"https://t.me/{channel}"
    )
