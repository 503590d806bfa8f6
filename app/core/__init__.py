"""Knows nothing of the product: database, clock, outbox, audit, errors, text, tokens."""
