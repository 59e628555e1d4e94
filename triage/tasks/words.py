"""What Celery runs for the words of reports."""

from celery import shared_task

from triage.services.words.counts import count_new


@shared_task(name="triage.count_words", ignore_result=True, expires=240)
def count_words() -> None:
    """Count the words and pieces of the texts that came in since the last time."""
    while count_new():
        pass
