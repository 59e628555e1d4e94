"""The posts complained of: links pasted, what was recognised in them, and what can be said of each."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hatehub.vault.services import KeyDestroyed
from reports.forms.posts import LinksForm, PostForm
from reports.forms.steps import BY_SLUG, answer, posts_of
from reports.models import Draft
from reports.rules.pasted import MOST_PASTED, TooMuchPasted, add_paste
from reports.rules.posts_given import MOST_POSTS, TooManyPosts, add_links, change_post, remove_post
from reports.services import drafts
from reports.web.draft_cookie import current_draft
from reports.web.form_pages import WAS_OPEN_LONG, keep_change, next_address, page_frame, stored_answers
from reports.web.limits import says_when_full
from reports.web.post_cards import post_card, post_title


@require_http_methods(["GET", "HEAD", "POST"])
@says_when_full
def links(request: HttpRequest) -> HttpResponse:
    """Ask for links, and take those that are pasted."""
    draft = current_draft(request, at=timezone.now())
    if draft is not None and draft.submitted_at is not None:
        return redirect("report_sent")
    stored = stored_answers(draft)
    form = LinksForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _take_links(request, form, stored, draft)
        except TooManyPosts:
            form.add_error("pasted", LinksForm.too_many(MOST_POSTS))
        except TooMuchPasted:
            form.add_error("pasted", LinksForm.too_much(MOST_PASTED))
    return _show_links(request, form, stored, status=422 if form.errors else 200)


def ask_links_again(request: HttpRequest) -> HttpResponse:
    """Show the page for links again with what was pasted, after its security token had gone stale."""
    form = LinksForm(request.POST)
    form.add_error(None, WAS_OPEN_LONG)
    return _show_links(request, form, stored_answers(current_draft(request, at=timezone.now())), status=403)


def _show_links(request: HttpRequest, form: LinksForm, stored: dict[str, Any], *, status: int) -> HttpResponse:
    context = {**page_frame(BY_SLUG["links"], stored), "form": form, "has_posts": bool(posts_of(stored))}
    context["is_expired"] = "expired" in request.GET
    return render(request, "public/links.html", context, status=status)


def _take_links(request: HttpRequest, form: LinksForm, stored: dict[str, Any], draft: Draft | None) -> HttpResponse:
    def add(answers: dict[str, Any]) -> dict[str, Any]:
        given = add_links(posts_of(answers), form.cleaned_data["links"])
        pasted = add_paste(answer(answers, "links", "pasted"), form.cleaned_data["pasted"])
        return {"posts": {"posts": given}, "links": {"pasted": pasted}}

    add(stored)  # what is too much is refused before a draft is started for it
    return keep_change(request, BY_SLUG["links"], add, draft)


@require_http_methods(["GET", "HEAD", "POST"])
def posts(request: HttpRequest) -> HttpResponse:
    """Show what was recognised in the links; take one away, or go on."""
    draft = current_draft(request, at=timezone.now())
    if draft is None or draft.submitted_at is not None:
        return redirect("report_question", "links")
    stored = stored_answers(draft)
    if request.method == "POST" and "remove" in request.POST:
        return _remove(request, draft, request.POST["remove"])
    if request.method == "POST":
        return redirect(next_address(request, "posts", stored))
    if not posts_of(stored):
        return redirect("report_question", "links")
    cards = [post_card(post, number) for number, post in enumerate(posts_of(stored), start=1)]
    context = {**page_frame(BY_SLUG["posts"], stored), "cards": cards, "is_full": len(cards) >= MOST_POSTS}
    return render(request, "public/posts.html", context)


def _remove(request: HttpRequest, draft: Draft, url: str) -> HttpResponse:
    def change(answers: dict[str, Any]) -> dict[str, Any]:
        left: dict[str, Any] = {"posts": {"posts": remove_post(posts_of(answers), url=url)}}
        return left | {"link": {}} if answer(answers, "link", "url") == url else left

    return _keep_posts(draft, change) or redirect(request.get_full_path())


def _keep_posts(draft: Draft, change: drafts.Change) -> HttpResponse | None:
    """Keep the changed list; where the draft was sent or thrown away meanwhile, return where to go instead."""
    try:
        drafts.change_answers(draft=draft, change=change)
    except (drafts.DraftGone, KeyDestroyed):
        return redirect("report_sent")
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest, number: int) -> HttpResponse:
    """Ask what the person can say of one post."""
    draft = current_draft(request, at=timezone.now())
    given = posts_of(stored_answers(draft))
    if draft is None or draft.submitted_at is not None:
        return redirect("report_question", "links")
    known = _find_post(request, given, number)
    if known is None:
        raise Http404
    form = PostForm(request.POST) if request.method == "POST" else PostForm(initial=known)
    if request.method == "POST" and form.is_valid():
        return _say(request, draft, url=known["url"], said=form.cleaned_data)
    return _show_post(request, form, known, status=422 if form.errors else 200)


def _find_post(request: HttpRequest, given: list[dict[str, Any]], number: int) -> dict[str, Any] | None:
    """Return the post of a page: the one that it showed, wherever another tab has moved it since."""
    if "url" in request.POST:
        return next((post for post in given if post["url"] == request.POST["url"]), None)
    return given[number - 1] if 1 <= number <= len(given) else None


def _say(request: HttpRequest, draft: Draft, *, url: str, said: Mapping[str, Any]) -> HttpResponse:
    def change(answers: dict[str, Any]) -> dict[str, Any]:
        return {"posts": {"posts": change_post(posts_of(answers), url=url, said=said)}}

    on = redirect(reverse("report_posts") + ("?check" if "check" in request.GET else ""))
    return _keep_posts(draft, change) or on


def ask_post_again(request: HttpRequest, number: int) -> HttpResponse:
    """Show the page of one post again with what was typed, after its security token had gone stale."""
    given = posts_of(stored_answers(current_draft(request, at=timezone.now())))
    known = _find_post(request, given, number)
    if known is None:
        return redirect("report_question", "links")
    form = PostForm(request.POST)
    form.add_error(None, WAS_OPEN_LONG)
    return _show_post(request, form, known, status=403)


def _show_post(request: HttpRequest, form: PostForm, known: Mapping[str, Any], *, status: int) -> HttpResponse:
    context = {"form": form, "title": post_title(known), "back": reverse("report_posts"), "post": known}
    return render(request, "public/post.html", context, status=status)
