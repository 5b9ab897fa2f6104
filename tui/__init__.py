"""Shows the news: the only room that knows Textual."""
