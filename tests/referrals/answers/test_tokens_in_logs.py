from hatehub.logs import without_tokens


def test_token_of_an_answer_link_is_in_no_log_line():
    token = "a-_9" * 10 + "abc"
    event = {"event": f"Unprocessable Entity: /answer/{token}/exhibits/1"}
    assert without_tokens(None, "", event)["event"] == "Unprocessable Entity: /answer/.../exhibits/1"


def test_other_lines_stay_as_they_are():
    assert without_tokens(None, "", {"event": "letter_failed", "code": "5.1.1"}) == {
        "event": "letter_failed",
        "code": "5.1.1",
    }
