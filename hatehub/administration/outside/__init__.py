"""Sign-in by OpenID Connect: another party, the provider, vouches for who somebody is."""
