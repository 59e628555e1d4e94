"""Which writing requests of programs have been answered, so that one that is sent again changes nothing."""

from django.db import models


class IdempotencyKey(models.Model):
    """One answered request. The answer is sealed under the key that came with it, of which only a hash is stored."""

    client_id = models.CharField(max_length=120)
    key_hash = models.CharField(max_length=64)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    sealed_answer = models.BinaryField(null=True)
    at = models.DateTimeField()

    class Meta:
        """A program uses a key once. `status` is null while the request that brought it is being answered."""

        constraints = [models.UniqueConstraint(fields=["client_id", "key_hash"], name="idempotencykey_once")]
        indexes = [models.Index(fields=["at"], name="idempotencykey_age")]

    def __str__(self) -> str:
        return f"{self.client_id} {self.at}"
