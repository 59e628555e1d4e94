"""What is known of a case for its lines of enquiry, gathered report by report."""

from typing import Any

from referrals.rules.enquiries import Account, Known, Network, find_networks

MOST = 500
"""Accounts and addresses that are named; a wave of thousands is about few."""


class Gathered:
    """Grows with each report told; holds each account and each address once."""

    def __init__(self) -> None:
        self._accounts: dict[Account, None] = {}
        self._networks: dict[Network, None] = {}
        self._whereabouts: set[str] = set()
        self._is_described = False
        self._reports = self._exhibits = self._captures = 0

    def add(self, told: dict[str, Any]) -> None:
        """Take what a report tells, as it goes into the package: nothing that is hidden there."""
        self._reports += 1
        self._captures += sum(each["given_as"] == "capture by the hub" for each in told["exhibits"])
        self._exhibits += sum(each["given_as"] != "capture by the hub" for each in told["exhibits"])
        self._is_described |= bool(told["suspect"])
        self._whereabouts.add(told["suspect_whereabouts"])
        for post in told["posts"]:
            account = _account(post)
            if (account.handle or account.url) and len(self._accounts) < MOST:
                self._accounts[account] = None
        said = (answer for post in told["posts"] for answer in post["details"].values())
        for network in find_networks([told["suspect"], *said]):
            if len(self._networks) < MOST:
                self._networks[network] = None

    def known(
        self, *, assessment: dict[str, Any], responsibility: list[dict[str, Any]], captures: list[dict[str, Any]]
    ) -> Known:
        """Return what is known of the whole case."""
        investigating = [row for row in responsibility if row["role"] == "investigating" and row["force_name"]]
        offences = [each["offence"] for each in assessment.get("offences", [])]
        limit = assessment.get("time_limit") or {}
        return Known(
            accounts=list(self._accounts),
            networks=list(self._networks),
            reports=self._reports,
            exhibits=self._exhibits,
            captures=self._captures,
            failed_captures=sum(each["state"] == "failed" for each in captures),
            offences=offences or ([assessment["offence"]] if assessment.get("offence") else []),
            is_decided=bool(assessment),
            force=investigating[0]["force_name"] if investigating else "",
            suspect=next((where for where in ("abroad", "uk") if where in self._whereabouts), "unknown"),
            is_suspect_described=self._is_described,
            time_bar=limit.get("due_on") or "",
        )


def _account(post: dict[str, Any]) -> Account:
    said = post["details"]
    return Account(
        platform=post["platform"],
        handle=post["account"],
        url=post["url"],
        posted=said.get("posted", ""),
        visibility=said.get("visibility", ""),
        still_up=said.get("still_up", ""),
        platform_reference=said.get("platform_reference", ""),
    )
