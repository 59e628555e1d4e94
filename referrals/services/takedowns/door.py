"""The door of a request: nothing that tells who complained passes, in no field and in no link."""

from datetime import datetime

from hatehub.accounts.actors import HUB
from referrals.rules.takedowns.door import People, Person
from reports.models import Case
from reports.services.what_is_left import read_contacts_of_case

WHY = "compared with the words of a request, to keep who complained out of it"


def people_of(*, case: Case, at: datetime) -> People:
    """Return everybody who complained in a case, to be looked for in texts; nobody is shown, and it is recorded once.

    Costs the same statements however many they are.
    """
    contacts = read_contacts_of_case(case=case, by=HUB, at=at, reason=WHY)
    return People(
        Person(
            name=each.name,
            email=each.email,
            telephone=each.telephone,
            postcode=each.postcode,
            organisation=each.organisation,
            own_reference=each.own_reference,
        )
        for each in contacts
    )
