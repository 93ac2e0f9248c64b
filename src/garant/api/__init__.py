"""The HTTP API over the apps' queries and actions."""
