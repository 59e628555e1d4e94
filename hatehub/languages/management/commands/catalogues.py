"""Brings the catalogues of the languages up to date: `manage.py catalogues [--check]`."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.utils.translation import to_locale

from hatehub.languages import catalogues


class Command(BaseCommand):
    """Collects the texts of the public side into `locale/`, and compiles what is translated."""

    help = "Update and compile the catalogues, or with --check say what is wrong with them."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --check."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail where anything is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        """Update, or check."""
        languages = [to_locale(code) for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        if options["check"]:
            self._check(languages)
            return
        for language in languages:
            missing = catalogues.update(settings.BASE_DIR, language)
            compiled = catalogues.compile_catalogue(settings.BASE_DIR, language)
            catalogues.catalogue_path(settings.BASE_DIR, language).with_suffix(".mo").write_bytes(compiled)
            self.stdout.write(f"{language}: {missing} texts to translate")

    def _check(self, languages: list[str]) -> None:
        wrong = [line for language in languages for line in catalogues.problems(settings.BASE_DIR, language)]
        if wrong:
            raise CommandError("\n".join(wrong))
