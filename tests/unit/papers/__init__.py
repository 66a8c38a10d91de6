"""Papers as a resident gets them: the page about them, and golden pictures."""
