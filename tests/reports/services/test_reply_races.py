from reports.models import Message
from reports.services import messaging
from tests.making import reports as making

pytest_plugins = ["tests.making.committing"]


def test_two_answers_at_the_same_moment_are_one_and_a_refusal(together, officer, at):
    report = making.submit(at=at)
    for number in range(4):
        question = messaging.ask(report_id=report.id, text=f"Which {number}?", by=officer, at=at)

        def answer(text, asked=question.id):
            return messaging.reply(report_id=report.id, question_id=asked, text=text, at=at)

        def take_back(asked=question.id):
            return messaging.take_back(question_id=asked, by=officer, at=at, reason="Known.")

        done = together(lambda: answer("one"), lambda: answer("two"), take_back)
        assert sorted(type(each).__name__ for each in done) == ["Message", "QuestionClosed", "QuestionClosed"]
        taken_back = Message.objects.filter(id=question.id, taken_back_at__isnull=False).exists()
        assert taken_back is not Message.objects.filter(answers=question.id).exists()


def test_double_click_on_an_answer_sends_it_once(together, officer, at):
    report = making.submit(at=at)
    question = messaging.ask(report_id=report.id, text="Which?", by=officer, at=at)
    sent = together(
        *[lambda: messaging.reply(report_id=report.id, question_id=question.id, text="That one", at=at)] * 2
    )
    assert len({each.id for each in sent}) == 1
