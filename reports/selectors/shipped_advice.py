"""The pieces of advice that ship with the hub, version 0 of each; for whom each is, `reports/data/advice.json` says."""

from django.utils.translation import gettext_lazy as _

from reports.selectors.text_shape import Text

ADVICE: dict[str, Text] = {
    "advice_danger": Text(
        title=_("If you are in danger now, call 999"),
        body=_(
            "If you cannot speak, stay on the line and press 55 when asked. Go to where other people are, if you can."
        ),
    ),
    "advice_child": Text(
        title=_("For a child or a young person"),
        body=_(
            "No child is to blame for this. It is better not to read it alone: an adult whom the child trusts can sit "
            "beside them. Childline listens to children on 0800 1111, free and at any hour."
        ),
    ),
    "advice_known_sender": Text(
        title=_("If you know who wrote it"),
        body=_(
            "Do not answer, and do not meet them alone. Tell somebody you trust. If you live with them, use a device "
            "that they cannot look at, and close this page when you have read it."
        ),
    ),
    "advice_others": Text(
        title=_("If it was about somebody else"),
        body=_(
            "Ask them what they want before you do or share anything. Being there for them helps. What you saw can "
            "stay with you, too: you may ask for support for yourself."
        ),
    ),
    "advice_you_decide": Text(
        title=_("You decide who knows"),
        body=_(
            "We do not tell your family, your school or your work that you reported, or why. If somebody near you must "
            "not know, choose a way to reach you that only you see, and hours that are safe."
        ),
    ),
    "advice_needs": Text(
        title=_("Help in the way that you need it"),
        body=_(
            "You can ask us and a support service for more time, an interpreter, or somebody beside you. Add on your "
            "page what you need."
        ),
    ),
    "advice_hard_to_find": Text(
        title=_("Make yourself harder to find"),
        body=_(
            "Take your address, your work and the places where you often are out of your profiles. Switch off that "
            "posts show where you are, and ask friends and family to do the same."
        ),
    ),
    "advice_ongoing": Text(
        title=_("Keep what comes next"),
        body=_(
            "Take a picture of the screen with the date, the account and the link, and add it on your page. You need "
            "not send a new report, and you need not answer what they write."
        ),
    ),
    "advice_blocking": Text(
        title=_("Stop it from reaching you"),
        body=_(
            "You can block or mute the account. Keep what it wrote first: afterwards you may not see it any more. The "
            "help pages of the site or app say how, and how to report the account there."
        ),
    ),
    "advice_feelings": Text(
        title=_("What you feel is understandable"),
        body=_(
            "Many people are afraid, angry or ashamed, or sleep badly. It is not your fault. Take breaks from the "
            "screen. If it does not get better, speak to your doctor."
        ),
    ),
    "advice_evidence": Text(
        title=_("Do not delete anything yet"),
        body=_(
            "Keep messages and pictures as they came. What you have sent us is kept safe: you need not look at it "
            "again."
        ),
    ),
    "advice_seen": Text(
        title=_("If other people have seen it"),
        body=_(
            "You owe nobody an explanation. Ask friends not to share it, even to object to it: each time more people "
            "see it. They can report it to the site or app."
        ),
    ),
    "advice_talk": Text(
        title=_("Talk to somebody"),
        body=_(
            "Somebody you trust, or a support service. Samaritans listen at any hour, free, on 116 123. Support is "
            "there whatever comes of your report."
        ),
    ),
    "advice_picture": Text(
        title=_("If a picture of you is used"),
        body=_(
            "Report it to the site or app as a picture that is used without your agreement, and tell us where it is. "
            "If it is an intimate picture, sharing it without your agreement can be a crime, and there are services "
            "that help to have it taken down."
        ),
    ),
}
