"""Who may act: users, roles, departments, tokens, language."""
