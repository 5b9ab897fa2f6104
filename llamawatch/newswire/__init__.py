"""The demo's news: articles written for it, served on loopback as feeds."""
