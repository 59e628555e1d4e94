from reports.models import Update
from reports.services import messages, updates
from tests.making import reports as making

pytest_plugins = ["tests.making.mail_server"]
SENTENCE = "La page indique aussi ce que vous pouvez faire entre-temps."


def test_first_message_alone_says_in_its_language_that_there_is_advice(db, at, hub, letterbox):
    report = making.submit(at=at, email="a@example.org", safe_hours="any", language="fr")
    updates.tell(reports=[report], kind="step_start_triage", key="second", by=hub, at=at)
    for update in Update.objects.order_by("entry_id"):
        assert messages.send(update_id=update.id, at=at)
    first, second = (letter.get_content() for letter in letterbox.letters)
    assert SENTENCE in first
    assert SENTENCE not in second
