"""Alembic environment of the store; run by `engine.store.schema.upgrade`."""
