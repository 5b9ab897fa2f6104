"""Reads the news: pure functions over frozen records; no I/O, no clock, no globals."""
