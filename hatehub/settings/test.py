"""Tests: development's settings on servers of the test run's own, with fast password hashing."""

from hatehub.settings.dev import *  # noqa: F403 - the settings idiom

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
