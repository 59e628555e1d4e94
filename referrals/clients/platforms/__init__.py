"""The interfaces of platforms by which a request to remove content is made: one module a platform, one protocol."""
