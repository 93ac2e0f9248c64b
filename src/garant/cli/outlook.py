"""`garant outlook …`: the commands that look ahead, each declared where its part is."""

from garant.cli import outlook_cash, outlook_renewals, outlook_retention
from garant.cli.outlook_app import app

__all__ = ["app", "outlook_cash", "outlook_renewals", "outlook_retention"]
