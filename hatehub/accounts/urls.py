"""Sign-in, second factor and sign-out: the few of django-allauth's addresses that staff need."""

from allauth.account import views as account
from django.urls import include, path

from hatehub.accounts.doors import sign_in, sign_in_with_passkey
from hatehub.accounts.passkeys import remove_passkey

urlpatterns = [
    path("login/", sign_in, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("2fa/webauthn/login/", sign_in_with_passkey, name="mfa_login_webauthn"),  # these two before the library's
    path("2fa/webauthn/keys/<int:pk>/remove/", remove_passkey, name="mfa_remove_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
]
