"""The officers' forms. They validate; the services write."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hatehub.reference.selectors import list_forces
from reports.models import Report
from triage.rules.policy import Policy, Walk
from triage.rules.responsibility import ABROAD, NOBODY, UNKNOWN, Facts, Place, Where, at_force

LONGEST_REASON = 4000
LONGEST_QUESTION = 2000
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def _choice(form: forms.Form, name: str) -> forms.ChoiceField:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy what the class declares
    return field


def _reason_field(label: Any, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST_REASON,
        error_messages={"required": _("Give the reason.")},
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": str(LONGEST_REASON)}),
    )


class AssessForm(forms.Form):
    """The questions on the path so far, and the next one or the decision."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, policy: Policy, walk: Walk, offences: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = [policy.questions[answer.question] for answer in walk.path]
        for question in [*asked, *([walk.next] if walk.next else [])]:
            self.fields[f"answer_{question.id}"] = forms.ChoiceField(
                label=question.text,
                help_text=question.hint,
                choices=YES_NO,
                widget=forms.RadioSelect,
                error_messages={"required": _("Answer yes or no.")},
            )
            self.fields[f"reason_{question.id}"] = _reason_field(_("Reason"))
        if walk.exit == "crime":
            self.fields["offence"] = forms.ChoiceField(
                label=_("Offence"),
                choices=[("", _("Choose an offence")), *offences],
                error_messages={"required": _("Choose the offence.")},
            )


WHERE_VICTIM = [
    ("force", _("In the area of the force below")),
    ("abroad", _("Abroad")),
    ("nobody", _("There is no one victim")),
    ("unknown", _("Not known")),
]
WHERE_SUSPECT = [
    ("unknown", _("Not known")),
    ("force", _("In the area of the force below")),
    ("abroad", _("Abroad")),
]


class ResponsibilityForm(forms.Form):
    """Where victim and suspect were: what the rule is asked with."""

    victim = forms.ChoiceField(label=_("Where does the victim live?"), choices=WHERE_VICTIM, widget=forms.RadioSelect)
    victim_force = forms.ChoiceField(label=_("Victim's force"), required=False)
    suspect = forms.ChoiceField(
        label=_("Where was the suspect when it was sent?"), choices=WHERE_SUSPECT, widget=forms.RadioSelect
    )
    suspect_force = forms.ChoiceField(label=_("Suspect's force"), required=False)
    on_railway = forms.BooleanField(label=_("It happened on the railway"), required=False)
    reveals = {"victim": {"force": "victim_force"}, "suspect": {"force": "suspect_force"}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose a force")), *((force.code, force.name) for force in list_forces())]
        _choice(self, "victim_force").choices = choices
        _choice(self, "suspect_force").choices = choices

    def clean(self) -> dict[str, Any]:
        """Ask for the force where one is said to be known."""
        cleaned = super().clean() or {}
        for who in ("victim", "suspect"):
            if cleaned.get(who) == "force" and not cleaned.get(f"{who}_force"):
                self.add_error(f"{who}_force", _("Choose the force."))
        return cleaned

    def facts(self) -> Facts:
        """Return the facts of a valid form."""
        return Facts(
            victim=self._place("victim"),
            suspect=self._place("suspect"),
            on_railway=self.cleaned_data["on_railway"],
        )

    def _place(self, who: str) -> Place:
        where = Where(self.cleaned_data[who])
        if where is Where.FORCE:
            return at_force(self.cleaned_data[f"{who}_force"])
        return {Where.ABROAD: ABROAD, Where.NOBODY: NOBODY, Where.UNKNOWN: UNKNOWN}[where]

    @staticmethod
    def initial_for(report: Report) -> dict[str, Any]:
        """Return what the report already tells."""
        force = report.victim_area.get("force")
        return {
            "victim": "force" if force else "unknown",
            "victim_force": force or "",
            "suspect": "abroad" if report.suspect_whereabouts == "abroad" else "unknown",
        }


class AssignForm(forms.Form):
    """Agree with the rule, or choose another force and say why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    override_force = forms.ChoiceField(label=_("Another force, if the rule is wrong here"), required=False)
    override_reason = _reason_field(_("Why another force"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        forces = ((force.code, force.name) for force in list_forces())
        _choice(self, "override_force").choices = [("", _("No, the force that the rule names")), *forces]

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of an override."""
        cleaned = super().clean() or {}
        if cleaned.get("override_force") and not str(cleaned.get("override_reason", "")).strip():
            self.add_error("override_reason", ValidationError(_("Say why another force is chosen than the rule says.")))
        return cleaned


class MergeForm(forms.Form):
    """Why two reports are the same thing."""

    reason = _reason_field(_("Why are these the same?"), required=True)


class SurgeMergeForm(forms.Form):
    """Which reports of a surge are worked as one case, and why."""

    differing = forms.ChoiceField(
        label=_("What about the reports that differ?"),
        choices=[("keep", _("Leave them as separate cases")), ("merge", _("Merge them too"))],
        widget=forms.RadioSelect,
        initial="keep",
        error_messages={"required": _("Choose what happens to the reports that differ.")},
    )
    reason = _reason_field(_("Why are these the same?"), required=True)


class CloseForm(forms.Form):
    """How it ended."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[
            ("result", _("The force has a result")),
            ("no_enforcement", _("No enforcement is possible")),
            ("non_crime", _("Recorded as a non-crime")),
            ("out_of_scope", _("Not something the hub acts on")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the outcome.")},
    )
    reason = _reason_field(_("Reason, as it would be explained to the complainant"), required=True)


class ContactForm(forms.Form):
    """Why the complainant's contact details are needed."""

    reason = _reason_field(_("Why do you need to know who they are?"), required=True)


class ToldForm(forms.Form):
    """How somebody was told of a decision."""

    reason = _reason_field(_("How and when were they told?"), required=True)


class GateForm(forms.Form):
    """Meet a gate of closing, or waive it."""

    state = forms.ChoiceField(
        label=_("What happened?"),
        choices=[("met", _("It was done")), ("waived", _("It is waived"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it was done or is waived.")},
    )
    reason = _reason_field(_("How and when it was done, or why it is waived"), required=True)


class AskForm(forms.Form):
    """A question to a complainant."""

    text = forms.CharField(
        label=_("Your question"),
        help_text=_("In plain words; say what it is needed for. Sign it with your role, never with your name."),
        max_length=LONGEST_QUESTION,
        error_messages={"required": _("Write the question.")},
        widget=forms.Textarea(attrs={"rows": 5, "data-maxlength": str(LONGEST_QUESTION)}),
    )


class ReasonForm(forms.Form):
    """Just a reason."""

    reason = _reason_field(_("Reason"), required=True)
