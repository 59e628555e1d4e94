"""Tests: development's settings on servers of the test run's own, with fast password hashing."""

from hatehub.settings.dev import *  # noqa: F403 - the settings idiom

SECOND_READING_SHARE = 0.0  # which decisions are drawn depends on their ids: a test that is about it says so
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
API_SIGN_INS_A_MINUTE = 60_000  # every test signs in anew from one address: a test that is about it says so
API_REQUESTS_A_MINUTE = 60_000
API_REQUESTS_AT_ONCE = 60_000  # an answer that a test does not read counts until it is dropped
