"""Every code that a refusal of the API can have, with its status and what to do: a program may rely on them."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ProblemCode:
    """One code. Codes are never given another meaning; new ones may come."""

    code: str
    status: int
    when: str
    advice: str


def _code(code: str, status: int, when: str, advice: str) -> ProblemCode:
    return ProblemCode(code=code, status=status, when=when, advice=advice)


ASK_AGAIN = "Wait for the seconds of Retry-After, then send it again."
CODES = {
    each.code: each
    for each in (
        _code("bad_request", 400, "The request cannot be read.", "Look at its address and its headers."),
        _code("parse_error", 400, "The body is no JSON.", "Send JSON in UTF-8, less than 100 levels deep."),
        _code("invalid", 400, "A value cannot be used.", "`errors` says by field what is wrong with it."),
        _code("bad_cursor", 400, "A cursor is none that the hub gave out.", "Begin without one."),
        _code(
            "idempotency_key_invalid",
            400,
            "An Idempotency-Key is shorter than 8 characters, longer than 200, or holds others than visible ASCII.",
            "Take a UUID.",
        ),
        _code(
            "hook_address_refused",
            400,
            "A web hook is to go somewhere that the hub never sends to.",
            "Use https on port 443 of the public internet.",
        ),
        _code("overlap_too_long", 400, "A former secret is to work for too long.", "Seven days are the most."),
        _code("replay_unclear", 400, "It is not said what to send again.", "Name exactly one of the three ways."),
        _code(
            "nothing_to_report", 400, "A report says nothing.", "Give a link or words of a post, or tell what happened."
        ),
        _code("file_refused", 400, "A file is of a kind, size or content that is not taken.", "The sentence says why."),
        _code("digest_differs", 400, "What came is not what its digest says.", "Send that part again."),
        _code("upload_refused", 400, "A part is of no size or number that was agreed.", "Cut the file as was said."),
        _code("not_authenticated", 401, "There is no token, or it is over.", "Get a token from /oauth/token."),
        _code("authentication_failed", 401, "The token is none of the hub's.", "Get a token from /oauth/token."),
        _code(
            "permission_denied",
            403,
            "The token lacks the scope that this needs.",
            "Ask for it with the token; the hub's administrators say what your client may be given.",
        ),
        _code("not_permitted", 403, "Your client may not do this.", "Ask the hub, if it should."),
        _code("not_found", 404, "There is no such address.", "Look at /api/docs/."),
        _code(
            "case_not_found",
            404,
            "There is no such case, or it is not your force's: the answer is the same.",
            "Take the case out of your records, if the feed says that it is yours no more.",
        ),
        _code(
            "package_is_for_investigators",
            404,
            "Your force keeps in touch with the victim, and has no other part in the case.",
            "Ask the force that investigates.",
        ),
        _code("no_package_yet", 404, "The package is still being built.", "Wait for `package_renewed` in the feed."),
        _code("package_replaced", 404, "That version may not be given out any more.", "Download the newest version."),
        _code("no_time_stamp", 404, "There is no such time stamp, or it has not come yet.", "Try again in an hour."),
        _code("no_transfer", 404, "Your force was not asked about such a case.", "Nothing is to be done."),
        _code("report_not_found", 404, "There is no such report for you.", "Take its reference from the answer."),
        _code("referral_not_found", 404, "Your service was not asked about it.", "List what it was asked."),
        _code("batch_not_found", 404, "There is no such batch of yours.", "Take its id from the answer."),
        _code("upload_not_found", 404, "There is no such file under way, or its day is over.", "Begin it again."),
        _code("hook_not_found", 404, "There is no such web hook of yours, or message of it.", "List them first."),
        _code(
            "intelligence_not_found",
            404,
            "Your force was given no such report.",
            "List what it was given.",
        ),
        _code("method_not_allowed", 405, "This is not done at this address.", "`Allow` says what is."),
        _code("not_acceptable", 406, "`Accept` names no form that the hub has.", "Accept application/json."),
        _code(
            "wrong_state",
            409,
            "The case does not stand where this can be done, such as accepting twice.",
            "Read the case again, and decide anew.",
        ),
        _code("another_force_asked", 409, "Another force was asked to investigate.", "Leave it to that force, or ask."),
        _code("transfer_is_over", 409, "It is settled already, or taken back.", "Read the transfer again."),
        _code(
            "names_somebody",
            409,
            "Words for several people would tell them who another of them is.",
            "Take that out, or name the one report that they are for.",
        ),
        _code("consent_withdrawn", 409, "The person does not agree any more.", "Stop, and erase what you have."),
        _code("support_refused", 409, "Not as the referral stands.", "Read the referral again."),
        _code("batch_running", 409, "A batch of yours is still worked.", "Wait until it is done."),
        _code("parts_missing", 409, "Parts of the file have not come.", "Send those that the file's state names."),
        _code("report_withdrawn", 409, "The report is withdrawn or erased.", "Send nothing more for it."),
        _code("too_many_hooks", 409, "There are five web hooks already.", "Remove one."),
        _code("hook_paused", 409, "The web hook is paused.", "Set its state to on first."),
        _code("erased", 410, "What this is about has been erased.", "Erase it in your records as well."),
        _code(
            "intelligence_revoked",
            410,
            "The intelligence report was taken back from your force, or weeded.",
            "Take it out of your records, and do nothing more on it.",
        ),
        _code(
            "changed_meanwhile",
            412,
            "The case has changed since the version that If-Match names.",
            "Read it again, decide anew, and send the new ETag.",
        ),
        _code("too_large", 413, "What was sent is larger than this address takes.", "Send less at once."),
        _code("range_not_satisfiable", 416, "The range lies behind the end.", "You have all of it: check the SHA-256."),
        _code("unsupported_media_type", 415, "The body is in a form that is not read.", "Send application/json."),
        _code(
            "idempotency_key_reused",
            422,
            "The key came with another request before.",
            "Take a new key for a new request; send the same request with its own key.",
        ),
        _code("throttled", 429, "Your client has used up its requests for these seconds.", ASK_AGAIN),
        _code("too_many_at_once", 429, "Your client has too many requests under way.", ASK_AGAIN),
        _code("try_again", 503, "The file cannot be looked at just now.", ASK_AGAIN),
        _code(
            "fault",
            500,
            "The hub has made a mistake, and has noted it.",
            "Look whether it was done; then tell the hub.",
        ),
        _code("away", 503, "The hub cannot answer just now.", ASK_AGAIN),
        _code("storage_away", 503, "The place where packages are kept does not answer.", ASK_AGAIN),
    )
}
