"""Where sealed files are kept: a folder, or any store that speaks S3. Both fail alike."""


class StoreAway(OSError):
    """The store cannot be had just now: this says nothing about any one file in it."""
