"""Why a line of enquiry cannot be planned, allowed or begun."""


class EnquiryRefused(Exception):
    """This cannot be done; the message says why."""


class NotACrime(EnquiryRefused):
    """It was decided that it is not a crime: nobody looks for a person."""

    def __init__(self) -> None:
        super().__init__("It is not a crime: no enquiry may be begun into a person.")


class CaseClosed(EnquiryRefused):
    """The case is closed."""

    def __init__(self) -> None:
        super().__init__("The case is closed. Reopen it before you follow another line.")


class NotYours(EnquiryRefused):
    """Whoever planned a line does not allow it."""

    def __init__(self) -> None:
        super().__init__("You planned this line yourself: somebody else has to allow it.")


class NotAllowedYet(EnquiryRefused):
    """The line needs an authority that it does not have."""

    def __init__(self) -> None:
        super().__init__("This line has to be allowed before it begins.")
