"""What a chart refuses."""


class ChartError(ValueError):
    """The request for a chart is wrong: the message says with what, and what would be right."""
