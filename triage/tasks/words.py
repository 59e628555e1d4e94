"""What Celery runs for the words of reports."""

from celery import shared_task

from triage.services.words.counts import count_new

MOST_ROUNDS = 50


@shared_task(name="triage.count_words", ignore_result=True, expires=60)
def count_words() -> None:
    """Count the pieces of the texts that came since."""
    for _ in range(MOST_ROUNDS):
        if not count_new():
            return
