"""The texts that ship with the hub, version 0 of each: what happened, what it means, and what happens next."""

from django.utils.translation import gettext_lazy as _

from reports.selectors.shipped_advice import ADVICE
from reports.selectors.text_shape import Text

FORCE = frozenset({"force"})
PLATFORM = frozenset({"platform"})
SERVICE = frozenset({"service"})
REVIEW = _(
    "If you think that this is wrong, ask for a review on your page, and the decision is looked at again. If you learn "
    "something new, such as another post or who wrote it, tell us."
)
STILL = _(
    "What you can still do:\n"
    "- Ask for a review on your page, if you think that this is wrong.\n"
    "- Tell us if you learn something new, such as another post or who wrote it. We can open the report again.\n"
    "- Report the post to the platform yourself. It can remove what breaks its rules, even where no law was broken.\n"
    "- Talk to a support service, such as Victim Support. It helps whatever came of the report, and it is free."
)

TEXTS: dict[str, Text] = {
    "received": Text(
        title=_("We have your report"),
        body=_("Your reference is {reference}. Nothing has been decided yet."),
        next=_("An officer of the hub will read it, normally within 24 hours. You need do nothing."),
    ),
    "step_start_triage": Text(
        title=_("An officer is reading your report"),
        body=_("The officer decides whether it is a crime and which police force is responsible."),
        next=_("We tell you as soon as this is decided. If something is missing, we ask you."),
    ),
    "step_record_crime": Text(
        title=_("We have recorded this as a crime"),
        body=_("What you reported meets the test for a crime: the law forbids it, and it is likely to have happened."),
        next=_(
            "Next we settle which police force is responsible and prepare the evidence for it. That it is recorded "
            "does not mean yet that somebody can be held to account; we tell you at each step how far it is."
        ),
    ),
    "step_record_non_crime": Text(
        title=_("This is not a crime, but we have recorded it"),
        body=_(
            "What you reported does not meet the test for a crime: it was hostile, but the law does not forbid it. "
            "We keep a record of it because such things can grow, and because they show who is being targeted."
        ),
        next=REVIEW,
    ),
    "step_mark_out_of_scope": Text(
        title=_("This is not something the hub can act on"),
        body=_(
            "The hub acts on hate against people for who they are, where it happened online. An officer has read your "
            "report and found that it is not that. This does not mean that it was right, or that it did not hurt."
        ),
        next=_("We will close it with an explanation. You can ask for a review of this decision on your page."),
    ),
    "step_assign": Text(
        title=_("A police force has been chosen"),
        body=_("We are preparing the evidence for {force}, which is responsible for your report."),
        next=_("When the evidence is ready, the force is offered your report and says whether it accepts."),
        names=FORCE,
    ),
    "step_mark_packaged": Text(
        title=_("The evidence is ready for the police force"),
        body=_("The force has been offered your report with the evidence."),
        next=_("It says whether it accepts. If it does not answer in time, we ask again or choose another."),
        names=FORCE,
    ),
    "step_accept": Text(
        title=_("The police force has accepted your report"),
        body=_("From now on the case is with {force}, which decides how it is investigated."),
        next=_("The force may get in touch with you. You hear from us when it tells us how it ended."),
        names=FORCE,
    ),
    "step_accept_for_recording": Text(
        title=_("The police force has recorded your report"),
        body=_("What happened now stands in the records of {force}. It does not plan to investigate further."),
        next=REVIEW,
        names=FORCE,
    ),
    "step_close": Text(
        title=_("Your report is closed"),
        body=_("Nothing more is planned."),
        next=STILL,
    ),
    "step_close_without_enforcement": Text(
        title=_("Your report is closed, and nobody could be held to account"),
        body=_("It was a crime, but there is no way to act on it now."),
        next=STILL,
    ),
    "closed_result": Text(
        title=_("Your report is closed: the police force has a result"),
        body=_(
            "The police force has finished its work on this. What the result is, and what it means for you, the force "
            "tells you itself where it has your name and you agreed to that."
        ),
        next=_(
            "If you disagree with what the police force or the prosecutors decided, ask the force for a review under "
            "the Victims' Right to Review. If you disagree with what the hub did, ask for a review on your page.\n\n"
            "Support services go on helping you for as long as you need them."
        ),
    ),
    "closed_no_enforcement": Text(
        title=_("Your report is closed, and nobody could be held to account"),
        body=_(
            "It was a crime, and it stays recorded as one. But there is no way to act on it now. Mostly that is "
            "because nobody can find out who did it, because the platform has no data or does not give it out, or "
            "because that person is in a country whose police do not help with this."
        ),
        next=STILL,
    ),
    "closed_non_crime": Text(
        title=_("Your report is closed: it was recorded, but is not a crime"),
        body=_(
            "What you reported was hostile, but the law does not forbid it, so the police cannot act against the "
            "person who did it. It stays on record, so that we notice if it goes on or gets worse."
        ),
        next=STILL,
    ),
    "closed_out_of_scope": Text(
        title=_("Your report is closed: the hub cannot act on it"),
        body=_(
            "The hub acts on hate against people for who they are, where it happened online, and your report is not "
            "about that. For any other crime call 101, or 999 in danger, or tell the police on their web pages."
        ),
        next=STILL,
    ),
    "step_refuse": Text(
        title=_("We are choosing another police force"),
        body=_("The first answer was that {force} is not responsible."),
        next=_("We settle who is, and tell you when another force has been chosen. Your report is not lost."),
        names=FORCE,
    ),
    "step_refuse_record": Text(
        title=_("An officer is looking at your report again"),
        body=_("It was to be recorded by {force}, which has given it back to us."),
        next=_("An officer decides what is to be done instead, and you hear what comes of it."),
        names=FORCE,
    ),
    "step_take_back": Text(
        title=_("We are choosing a police force again"),
        body=_("The force did not take on your report, so we have taken it back and are settling who does."),
        next=_("We tell you when a force has been chosen."),
    ),
    "step_take_back_record": Text(
        title=_("An officer is looking at your report again"),
        body=_("The force did not take on your report, so we have taken it back and are settling who does."),
        next=_("An officer decides what is to be done instead, and you hear what comes of it."),
    ),
    "step_reopen": Text(
        title=_("An officer is looking at your report again"),
        body=_("This is because of a review, or because something new has come in."),
        next=_("The earlier decision no longer counts. We tell you what is decided now, and why."),
    ),
    "step_request_review": Text(
        title=_("You have asked for a review"),
        body=_("The decision is looked at again."),
        next=_("You hear what comes of it. The decision may stay as it was; then we tell you why."),
    ),
    "step_withdraw": Text(
        title=_("You have withdrawn your report"),
        body=_("We will do nothing more with it."),
        next=_("You can send a new report at any time. Support services help you without one."),
    ),
    "withdrawal_asked": Text(
        title=_("You have asked to withdraw your report"),
        body=_("It is worked on together with other people's reports, so we take it out of them first."),
        next=_("You need do nothing. This page shows when it is done."),
    ),
    "step_merge": Text(
        title=_("Other people have reported the same thing"),
        body=_("We work on all these reports together. You keep your own reference and your own updates."),
        next=_("What happens with all of them is shown on your page. Nobody else sees what you wrote."),
    ),
    "step_unmerge": Text(
        title=_("We are working on your report by itself again"),
        body=_("We had taken it for the same thing that others reported. It is not."),
        next=_("Nothing of it was lost. We tell you of the next step."),
    ),
    "question_asked": Text(
        title=_("We have a question for you"),
        body=_("An officer needs to know something from you to go on."),
        next=_("You can read the question and answer it on your page. If you would rather not, you need not."),
    ),
    "reply_received": Text(
        title=_("You answered our question"),
        body=_("Thank you. Your answer is with your report."),
        next=_("An officer will read your answer. You need do nothing."),
    ),
    "information_added": Text(
        title=_("You added something"),
        body=_("It is with your report. What you told us before stays as it is."),
        next=_("An officer will read it. If your report was closed, it is looked at again."),
    ),
    "file_added": Text(
        title=_("You added a file"),
        body=_("It is with your report, exactly as you sent it."),
        next=_("An officer will look at it."),
    ),
    "contact_changed": Text(
        title=_("You changed how we reach you"),
        body=_("What was there before is no longer used."),
        next=_("The next message comes by the new way."),
    ),
    "consents_changed": Text(
        title=_("You changed what may be shared"),
        body=_("What was shared before cannot be called back."),
        next=_("It holds for everything that is shared from now on."),
    ),
    "language_changed": Text(
        title=_("You changed the language"),
        body=_("Messages that were sent before stay as they were."),
        next=_("We write to you in this language from now on."),
    ),
    "takedown_asked": Text(
        title=_("We have asked {platform} to take the post down"),
        body=_("{platform} has the link to the post and our reasons. It is not told who reported it."),
        next=_("We wait for its answer, look ourselves whether the post is still there, and tell you."),
        names=PLATFORM,
    ),
    "takedown_removed": Text(
        title=_("The post has been taken down, as far as we know"),
        body=_("{platform} says so, or we have seen it ourselves."),
        next=_("We look again over the next days. If you see it again, tell us on your page."),
        names=PLATFORM,
    ),
    "takedown_refused": Text(
        title=_("{platform} does not want to take the post down"),
        body=_("We asked, and it said no. This does not mean that the post was right, or that it did not hurt."),
        next=_("An officer looks at what else can be done. You can also report the post to the platform yourself."),
        names=PLATFORM,
    ),
    "takedown_no_answer": Text(
        title=_("{platform} has not answered us yet"),
        body=_("We asked it to take the post down, and the time that we gave it has passed."),
        next=_("We go on asking. You need do nothing."),
        names=PLATFORM,
    ),
    "support_asked": Text(
        title=_("We have asked {service} to support you"),
        body=_("It does not know yet who you are. It says whether it has somebody for you."),
        next=_("It normally answers within a working day. If it cannot help, we ask another service."),
        names=SERVICE,
    ),
    "support_accepted": Text(
        title=_("{service} will get in touch with you"),
        body=_(
            "It has agreed to support you. It learns your name, when and how it is safe to reach you, and your "
            "language. It is not told what was posted or who wrote it."
        ),
        next=_(
            "This should happen within two days. If you do not want it any more, change on your page what may be "
            "shared."
        ),
        names=SERVICE,
    ),
    "support_not_wanted": Text(
        title=_("You do not want a support service to get in touch"),
        body=_("We pass nothing on for that. It makes no difference to how your report is worked on."),
        next=_("If you change your mind, change on your page what may be shared."),
    ),
    "force_message": Text(
        title=_("A message from {force}"),
        body=_("The police force has asked us to pass this on to you."),
        next=_("If you want to say something to it, write to us on your page."),
        names=FORCE,
    ),
    "erasure_refused": Text(
        title=_("We have not erased what we hold about you"),
        body=_(
            "You asked us to erase it. We have to keep it for now: it may be needed as evidence or for an "
            "investigation, or somebody has to be protected. We use it for nothing else."
        ),
        next=_(
            "If you think that this is wrong, write to us on your page and ask us to look at it again. You can also "
            "complain to the Information Commissioner, or go to court."
        ),
    ),
    "erasure_not_shown": Text(
        title=_("We were asked to erase what we hold about you"),
        body=_("It could not be shown that it was you who asked, so nothing was erased."),
        next=_(
            "If it was you, write to us on your page. If it was not you, you need do nothing. You can also complain to "
            "the Information Commissioner, or go to court."
        ),
    ),
    "caught_up": Text(
        title=_("Work on this has already begun"),
        body=_("Others reported the same thing before you."),
        next=_("This page shows from now on how far it is."),
    ),
    **ADVICE,
}

BY_OUTCOME: dict[str, str] = {
    "result": "closed_result",
    "no_enforcement": "closed_no_enforcement",
    "non_crime": "closed_non_crime",
    "out_of_scope": "closed_out_of_scope",
}
"""Which text tells of a closing with this outcome. Any other outcome is told in the step's own text."""

CLOSINGS = frozenset({"step_close", "step_close_without_enforcement"})
