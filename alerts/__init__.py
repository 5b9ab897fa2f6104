"""Takes the news out: desktop, terminal, e-mail, command and webhook; drains the outbox."""
