"""Control rooms, duty desks, and the bodies that material is diverted to."""

import shutil
from pathlib import Path

import pytest
from django.db import IntegrityError

from hatehub.reference.data_files import BadReferenceFile, builtin_directory
from hatehub.reference.models import Force, Material, Partner
from hatehub.reference.selectors import body_for
from hatehub.reference.services import load

pytestmark = pytest.mark.django_db
WEST_YORKSHIRE = "E23000010"


@pytest.fixture
def changed(tmp_path: Path):
    """Copy the shipped files with one text replaced."""

    def make(file: str, old: str, new: str) -> Path:
        directory = Path(shutil.copytree(str(builtin_directory()), tmp_path / f"data{len(list(tmp_path.iterdir()))}"))
        text = (directory / file).read_text()
        assert old in text
        (directory / file).write_text(text.replace(old, new, 1))
        return directory

    return make


def test_no_number_is_invented() -> None:
    assert not Force.objects.exclude(control_room_telephone="", duty_email="").exists()


def test_blank_cell_leaves_what_an_administrator_has_entered(changed) -> None:
    Force.objects.filter(code=WEST_YORKSHIRE).update(
        control_room_telephone="01632 960001", duty_email="d@force.invalid"
    )
    load(directory=changed("forces.csv", "Essex,England,territorial,101", "Essex,England,territorial,0101"))
    force = Force.objects.get(code=WEST_YORKSHIRE)
    assert (force.control_room_telephone, force.duty_email) == ("01632 960001", "d@force.invalid")
    assert Force.objects.get(code="E23000028").telephone == "0101"


def test_cell_that_is_filled_is_loaded(changed) -> None:
    line = "West Yorkshire,England,territorial,101,"
    load(directory=changed("forces.csv", f"{line},", f"{line}01632 960002,duty@force.invalid"))
    force = Force.objects.get(code=WEST_YORKSHIRE)
    assert (force.control_room_telephone, force.duty_email) == ("01632 960002", "duty@force.invalid")


def test_address_that_is_none_is_refused_with_its_line(changed) -> None:
    line = "West Yorkshire,England,territorial,101,"
    with pytest.raises(BadReferenceFile, match=r"forces.csv line 11: duty_email 'duty' is refused"):
        load(directory=changed("forces.csv", f"{line},", f"{line},duty"))


@pytest.mark.parametrize("material", list(Material))
def test_each_material_has_one_body_and_a_way_to_tell_it(material) -> None:
    body = body_for(material=material)
    assert body is not None
    assert body.referral_address
    assert "awaiting confirmation by a practitioner" in body.basis


def test_where_no_body_is_named_there_is_none() -> None:
    Partner.objects.filter(kind="diversion").delete()
    assert body_for(material="terrorist") is None


@pytest.mark.parametrize(
    ("old", "new"),
    [("diversion,UK,terrorist", "support,UK,terrorist"), ("diversion,UK,terrorist", "diversion,UK,")],
)
def test_only_a_body_for_diversion_names_material(changed, old, new) -> None:
    with pytest.raises(BadReferenceFile, match="diversion_has_material"):
        load(directory=changed("partners.csv", old, new))


def test_two_bodies_for_one_material_are_refused() -> None:
    with pytest.raises(IntegrityError):
        Partner.objects.create(
            code="other", name="Other", kind="diversion", nations="UK", material="terrorist", basis="x"
        )
