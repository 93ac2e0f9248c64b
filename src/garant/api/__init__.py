"""The HTTP API: the apps' queries and actions for programs, under /api/v1/."""
