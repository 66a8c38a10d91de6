"""StarPRNT: commands, lines as commands, questions and answers, the printer's meaning."""
