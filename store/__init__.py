"""Keeps the news: archive, outbox, configuration, packs and the lock; the only room that knows TinyDB and the data directory."""
