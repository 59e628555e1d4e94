from tests.making import reports as making
def test_walk(report_at):
    r = report_at("with_force", files=[making.picture()])
    assert r.state == "with_force"
    print(making.work_off())
def test_close(report_at):
    assert report_at("closed").state == "closed"
