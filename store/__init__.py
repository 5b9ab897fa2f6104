"""Keeps the news: archive, outbox, configuration, packs and the lock.

The only room that knows TinyDB, the data directory and config.toml.
"""
