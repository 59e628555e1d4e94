"""The compose file and the Dockerfile: what the code reads is in them, and no secret is."""

import re

import pytest
import yaml

from tests.deployment.environment_reads import ROOT, names_read, names_required_in_production, reads_in

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
HUB = sorted(name for name, service in SERVICES.items() if "build" in service)
THIRD_PARTY = sorted(set(SERVICES) - set(HUB))
BACK = ("postgres", "redis")
LONG_RUNNING = ("web", "worker", "beat")

READ_BY_DJANGO = {"DJANGO_SETTINGS_MODULE"}
READ_BY_BOTO = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
MAY_RUN_AS_ROOT: dict[str, str] = {}  # service: the reason why its image allows nothing else
SECRET_WORDS = re.compile(r"SECRET|PASSWORD|PEPPER|TOKEN|_KEYS?$")
ASKED_FOR = re.compile(r"\$\{([A-Z_]+):\?([^}]+)\}")
EMPTY_UNLESS_SET = re.compile(r"\$\{[A-Z_]+:-\}")
REFERENCE = re.compile(r"(?<!\$)\$\{([A-Z_]+)")
VERSION_TAG = re.compile(r"^[\w./-]+:v?\d+(\.\d+)+[\w.-]*(@sha256:[0-9a-f]{64})?$")


def dockerfile() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, each with its arguments on one line."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in text.splitlines()) if word]


def last_stage() -> list[tuple[str, str]]:
    instructions = dockerfile()
    start = max(place for place, (word, _) in enumerate(instructions) if word == "FROM")
    return instructions[start:]


def arguments(instruction: str) -> list[str]:
    return [rest for word, rest in last_stage() if word == instruction]


def environment(service: str) -> dict[str, str]:
    return {name: str(value) for name, value in SERVICES[service].get("environment", {}).items()}


def test_the_reader_of_settings_finds_both_forms_and_what_is_required() -> None:
    source = 'environment.text("A", default="")\nwrap("B", text("B"))\nelsewhere.text("C")\ntext(name)'
    assert [(read.name, read.is_required) for read in reads_in("m", source)] == [("A", False), ("B", True)]
    assert {"SECRET_KEY", "DATABASE_URL", "MAIL_HOST"} <= names_required_in_production()


def test_the_parts_of_the_hub_are_all_there() -> None:
    assert {"migrate", *LONG_RUNNING} == set(HUB)
    assert set(BACK) | {"clamd", "mail"} == set(THIRD_PARTY)


@pytest.mark.parametrize("service", HUB)
def test_every_variable_of_the_hub_is_one_that_the_settings_read(service: str) -> None:
    known = names_read() | {f"{name}_FILE" for name in names_read()} | READ_BY_DJANGO | READ_BY_BOTO
    assert set(environment(service)) <= known


@pytest.mark.parametrize("service", HUB)
def test_every_variable_that_production_requires_is_set(service: str) -> None:
    given = {name.removesuffix("_FILE") for name in environment(service)}
    assert names_required_in_production() <= given
    assert environment(service)["DJANGO_SETTINGS_MODULE"] == "hatehub.settings.production"


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_a_health_check_of_its_own(service: str) -> None:
    check = SERVICES[service]["healthcheck"]
    assert check["test"][0] in {"CMD", "CMD-SHELL"}
    assert {"interval", "timeout"} <= set(check)


@pytest.mark.parametrize("service", SERVICES)
def test_no_service_runs_as_root(service: str) -> None:
    if service not in MAY_RUN_AS_ROOT:
        assert str(SERVICES[service]["user"]).split(":")[0] not in {"", "0", "root"}


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_gives_up_its_capabilities(service: str) -> None:
    assert SERVICES[service]["cap_drop"] == ["ALL"]
    assert SERVICES[service]["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_comes_back_by_itself_unless_it_is_one_shot(service: str) -> None:
    assert SERVICES[service]["restart"] == ("no" if service == "migrate" else "unless-stopped")


@pytest.mark.parametrize("service", SERVICES)
def test_no_secret_stands_in_the_file(service: str) -> None:
    for name, value in environment(service).items():
        if SECRET_WORDS.search(name):
            assert ASKED_FOR.fullmatch(value) or EMPTY_UNLESS_SET.fullmatch(value), name
        for password in re.findall(r"://[^:/@]*:(.+)@", value):
            assert ASKED_FOR.fullmatch(password), name


def test_whoever_lacks_a_variable_is_told_in_words_what_to_do() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    hints = ASKED_FOR.findall(text)
    assert names_required_in_production() - {"DATABASE_URL", "REDIS_URL"} <= {name for name, _ in hints}
    assert [name for name, hint in hints if len(hint.split()) < 5] == []


def test_the_example_names_what_compose_asks_for_and_holds_no_values() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    asked = set(REFERENCE.findall((ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    assert set(given) == asked | {"COMPOSE_PROFILES"}
    assert set(given.values()) == {""}


@pytest.mark.parametrize("service", THIRD_PARTY)
def test_images_of_others_are_pinned_to_a_version(service: str) -> None:
    assert VERSION_TAG.match(SERVICES[service]["image"])


def test_base_images_are_pinned_to_a_version() -> None:
    images = [rest.split()[0] for word, rest in dockerfile() if word == "FROM"]
    assert images
    assert [image for image in images if not VERSION_TAG.match(image)] == []


@pytest.mark.parametrize("service", LONG_RUNNING)
def test_the_hub_starts_only_on_a_migrated_database(service: str) -> None:
    waits = SERVICES[service]["depends_on"]
    assert waits["migrate"]["condition"] == "service_completed_successfully"
    assert SERVICES["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    command = " ".join(SERVICES["migrate"]["command"])
    for load in ("load_reference", "load_policy", "load_enquiry_methods", "load_guidance"):
        assert command.index("manage.py migrate") < command.index(f"manage.py {load}")


@pytest.mark.parametrize("service", BACK)
def test_database_and_broker_are_reached_from_inside_only(service: str) -> None:
    assert SERVICES[service]["networks"] == ["back"]
    assert "ports" not in SERVICES[service]
    assert COMPOSE["networks"]["back"]["internal"] is True


@pytest.mark.parametrize("service", SERVICES)
def test_ports_are_published_to_this_machine_only(service: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[service].get("ports", []))


def test_web_and_worker_share_the_files_and_every_volume_is_declared() -> None:
    used = {service: SERVICES[service].get("volumes", []) for service in SERVICES}
    assert used["web"] == ["media:/var/lib/hatehub/media"]
    assert used["worker"] == [*used["web"], "erasures:/var/lib/hatehub/erasures"]  # it alone writes the ledger
    named = {volume.split(":")[0] for volumes in used.values() for volume in volumes}
    assert named == set(COMPOSE["volumes"])


def test_the_check_of_beat_looks_where_beat_writes() -> None:
    variables = " ".join(arguments("ENV"))
    folder = re.search(r"HATEHUB_VAR=(\S+)", variables)
    base = (ROOT / "hatehub" / "settings" / "base.py").read_text(encoding="utf-8")
    assert folder
    assert 'CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")' in base
    assert f"{folder[1]}/beat-schedule" in SERVICES["beat"]["healthcheck"]["test"][-1]


def test_the_image_runs_as_a_fixed_user_who_is_not_root() -> None:
    (user,) = arguments("USER")
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    assert {SERVICES[service]["user"] for service in HUB} == {user}


def test_the_image_installs_nothing_that_the_lock_does_not_hash() -> None:
    installs = [rest for word, rest in dockerfile() if word == "RUN" and "pip install" in rest]
    assert len(installs) == 1
    assert "--require-hashes" in installs[0]
    assert "--only-binary :all:" in installs[0]


def test_the_image_holds_no_secret() -> None:
    settings = [rest for word, rest in dockerfile() if word in {"ENV", "ARG"}]
    names = re.findall(r"([A-Z_]+)=", " ".join(settings))
    assert [name for name in names if SECRET_WORDS.search(name)] == []
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert next(line for line in ignored if not line.startswith("#")) == "*"
    assert not any(".env" in line or "var" in line for line in ignored if line.startswith("!"))


def test_the_image_serves_with_production_settings_and_says_whether_it_lives() -> None:
    assert "DJANGO_SETTINGS_MODULE=hatehub.settings.production" in " ".join(arguments("ENV"))
    (command,) = arguments("CMD")
    assert all(word in command for word in ("gunicorn", "hatehub.wsgi:application", "gthread", "--preload"))
    (check,) = arguments("HEALTHCHECK")
    assert "/livez" in check
    assert "urllib" in check
    assert "/livez" in SERVICES["web"]["healthcheck"]["test"][-1]
