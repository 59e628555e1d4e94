"""Shipped assessment policies, one file a version; what each says may change no more once it was loaded."""
