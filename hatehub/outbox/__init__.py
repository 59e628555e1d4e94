"""The transactional outbox: events are stored with the change, and delivered at least once afterwards."""
