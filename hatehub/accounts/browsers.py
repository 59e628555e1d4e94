"""What kind of browser somebody has, in rough words: enough to know one's own again. Pure: no Django."""

SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
"""In this order: what comes later stands in the words of what comes before as well."""
UNKNOWN = "Unknown browser"
LONGEST = 1000


def rough_words(user_agent: str) -> str:
    """Return, for example, `Firefox on Windows`; never a version, which would tell people apart."""
    said = user_agent[:LONGEST]
    browser = _first(BROWSERS, said)
    system = _first(SYSTEMS, said)
    if not browser:
        return UNKNOWN
    return f"{browser} on {system}" if system else browser


def _first(known: tuple[tuple[str, str], ...], said: str) -> str:
    return next((name for sign, name in known if sign in said), "")
