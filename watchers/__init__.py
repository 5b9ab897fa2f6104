"""Brings the news in: sources, fetching, parsing, one check of one source, the schedule."""
