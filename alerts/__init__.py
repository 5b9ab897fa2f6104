"""Takes the news out: desktop, terminal and e-mail; drains the outbox."""
