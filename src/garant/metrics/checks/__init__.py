"""What is wrong or doubtful in the facts (R26), as expressions over the canonical tables.

Nothing here runs. :func:`questions` says what to ask; the doubts of each question say whether
anything is wrong at all, its counts how often each of its checks fails, its details in which rows.

    >>> from garant.metrics.checks import questions
    >>> from garant.metrics.settings import Settings
    >>> questions({}, Settings())
    ()
"""

from garant.metrics.checks.chains import cycles
from garant.metrics.checks.check import MOST_TOLD, Check, Question
from garant.metrics.checks.every import questions

__all__ = ["MOST_TOLD", "Check", "Question", "cycles", "questions"]
