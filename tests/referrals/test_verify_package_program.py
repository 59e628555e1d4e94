import json
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_ec
from django.core.management import call_command

from referrals import verify_package
from tests.making.packages import KEY, OTHER, pem, signed_package

ROOT = Path(__file__).parents[2]


@pytest.fixture
def whole(at):
    return signed_package(at=at)


@pytest.mark.parametrize("key", [b"", b"no key", pem(generate_ec(SECP256R1()))])
def test_key_that_is_none_is_misuse(tmp_path, whole, key, capsys):
    (tmp_path / "package.zip").write_bytes(whole)
    (tmp_path / "hub.pem").write_bytes(key)
    assert verify_package.main([str(tmp_path / "package.zip"), "--key", str(tmp_path / "hub.pem")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "key" in said.err


def test_program_runs_alone_and_says_so_with_its_exit_status(tmp_path, whole):
    (tmp_path / "hub.pem").write_bytes(pem(KEY))
    (tmp_path / "verify_package.py").write_bytes((ROOT / "referrals" / "verify_package.py").read_bytes())
    for content, status in ((whole, 0), (whole[:-30], 1)):
        (tmp_path / "package.zip").write_bytes(content)
        command = [sys.executable, "-I", "verify_package.py", "package.zip", "--key", "hub.pem"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == status, done.stderr
        assert json.loads(done.stdout)["ok"] is (status == 0)


def test_command_of_the_hub_answers_the_same(tmp_path, whole, capsys):
    (tmp_path / "package.zip").write_bytes(whole)
    (tmp_path / "hub.pem").write_bytes(pem(OTHER))
    with pytest.raises(SystemExit) as ended:
        call_command("verify_package", str(tmp_path / "package.zip"), "--key", str(tmp_path / "hub.pem"))
    assert ended.value.code == 1
    assert json.loads(capsys.readouterr().out)["ok"] is False
