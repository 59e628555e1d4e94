"""What an administrator sets by hand survives a load of changed files, until they agree or may decide again."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hatehub.reference import corrections
from hatehub.reference.data_files import builtin_directory
from hatehub.reference.models import BankHoliday, Correction, Force, ForceUnit, LoadedData, Outcome
from hatehub.reference.services import load

pytestmark = pytest.mark.django_db
ESSEX, AT = "E23000028", datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
AS_SHIPPED, CHANGED = "Essex Police,Essex,England,territorial,101", "Essex Police,Essex,England,territorial,0101"


@pytest.fixture
def changed(tmp_path: Path):
    """Copy the shipped files with one text replaced; every call makes another edition."""

    def make(file: str = "forces.csv", old: str = AS_SHIPPED, new: str = CHANGED) -> Path:
        directory = Path(shutil.copytree(str(builtin_directory()), tmp_path / f"data{len(list(tmp_path.iterdir()))}"))
        text = (directory / file).read_text()
        assert old in text
        (directory / file).write_text(text.replace(old, new, 1))
        return directory

    return make


def set_by_hand(row, **values) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    corrections.note_corrections(row=row, fields=values, by="reference_admin:ada", at=AT)


def test_field_set_by_hand_stays_and_the_others_follow_the_files(changed) -> None:
    set_by_hand(Force.objects.get(code=ESSEX), telephone="01632 960002")
    report = load(directory=changed(new=CHANGED.replace("Essex Police", "Police of Essex")))
    essex = Force.objects.get(code=ESSEX)
    assert (essex.telephone, essex.name) == ("01632 960002", "Police of Essex")
    assert (report.updated, report.kept) == (1, 1)


def test_correction_goes_when_the_files_say_the_same(changed) -> None:
    set_by_hand(Force.objects.get(code=ESSEX), telephone="0101")
    assert load(directory=changed()).kept == 0
    assert not Correction.objects.exists()
    assert load(directory=changed(new=CHANGED.replace("0101", "0102"))).updated == 1
    assert Force.objects.get(code=ESSEX).telephone == "0102"


def test_force_retired_by_hand_is_not_brought_back(changed) -> None:
    set_by_hand(Force.objects.get(code=ESSEX), is_active=False)
    load(directory=changed())
    assert not Force.objects.get(code=ESSEX).is_active


def test_force_added_by_hand_is_not_retired_for_being_in_no_file(changed) -> None:
    added = Force(code="INV1", name="Invented force", short_name="Invented", nation="Wales", kind="other", basis="x")
    set_by_hand(added, name="Invented force", is_active=True)
    assert load(directory=changed()).deactivated == 0
    assert Force.objects.get(code="INV1").is_active


def test_day_taken_out_by_hand_is_not_put_back(changed) -> None:
    day = BankHoliday.objects.get(nation="EW", date=date(2026, 12, 25))
    corrections.note_taken_out(row=day, by="reference_admin:ada", at=AT)
    day.delete()
    report = load(directory=changed())
    assert (report.created, report.kept) == (0, 1)
    assert not BankHoliday.objects.filter(nation="EW", date=date(2026, 12, 25)).exists()


def test_day_entered_again_is_no_longer_noted_as_taken_out() -> None:
    day = BankHoliday.objects.get(nation="EW", date=date(2026, 12, 25))
    corrections.note_taken_out(row=day, by="reference_admin:ada", at=AT)
    corrections.note_corrections(row=day, fields=["name"], by="reference_admin:ada", at=AT)
    assert list(Correction.objects.values_list("row", "field")) == [("EW|2026-12-25", "name")]


def test_files_decide_again_with_the_next_load() -> None:
    load()
    outcome = Outcome.objects.get(number=18)
    shipped = outcome.name
    set_by_hand(outcome, name="Invented name")
    load()
    assert Outcome.objects.get(number=18).name == "Invented name"
    corrections.let_files_decide(correction_id=Correction.objects.get().pk)
    assert not LoadedData.objects.get(name="reference").digest
    assert load().updated == 1
    assert Outcome.objects.get(number=18).name == shipped


def test_unit_is_told_by_its_force_and_code(changed) -> None:
    unit = ForceUnit.objects.get(code="ctiru")
    set_by_hand(unit, name="Invented desk")
    load(directory=changed())
    assert ForceUnit.objects.get(code="ctiru").name == "Invented desk"
    assert Correction.objects.get().row == f"{unit.force_id}|ctiru"


def test_correction_made_twice_is_kept_once() -> None:
    for telephone in ("01632 960003", "01632 960004"):
        set_by_hand(Force.objects.get(code=ESSEX), telephone=telephone)
    assert Correction.objects.count() == 1


def test_table_that_no_file_fills_has_no_corrections() -> None:
    with pytest.raises(LookupError):
        corrections.note_corrections(row=LoadedData(), fields=["name"], by="x", at=AT)
