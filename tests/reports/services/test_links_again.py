import pytest

from hatehub.accounts.permissions import NotPermitted
from reports.models import Content
from reports.services.links import recognise_again

POST = "https://x.com/somebody/status/1700000000000000001"


def test_posts_are_recognised_as_the_rules_have_them_now_and_once(submit, hub, at):
    report, other = submit(url=POST), submit(url="https://example.org/page", minutes=1)
    before = list(Content.objects.order_by("id").values())
    Content.objects.filter(report=report).update(post_key="x:old:1", platform_code="other", account_handle="")
    ids = [report.id, other.id]
    assert [recognise_again(report_ids=ids, by=hub, at=at) for _ in range(2)] == [1, 0]
    assert list(Content.objects.order_by("id").values()) == before


def test_account_that_the_person_gave_is_kept(submit, hub, at):
    report = submit(url="https://www.instagram.com/p/CxYzAbCdEfG/")
    Content.objects.filter(report=report).update(account_handle="given", post_key=None)
    recognise_again(report_ids=[report.id], by=hub, at=at)
    content = report.contents.get()
    assert (content.account_handle, content.post_key) == ("given", "instagram:post:CxYzAbCdEfG")


def test_force_recognises_nothing(submit, west_yorkshire, at):
    with pytest.raises(NotPermitted):
        recognise_again(report_ids=[submit().id], by=west_yorkshire, at=at)
