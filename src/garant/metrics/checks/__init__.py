"""What is wrong or doubtful in the facts (R26), as expressions over the canonical tables.

Nothing here runs. :func:`questions` says what to ask; each question counts, in one row, how
often each of its checks may fail; where a count is positive, its details tell the rows.

    >>> from garant.metrics.checks import questions
    >>> from garant.metrics.settings import Settings
    >>> questions({}, Settings())
    ()
"""

from garant.metrics.checks.chains import cycles
from garant.metrics.checks.check import MOST_TOLD, Check, Question
from garant.metrics.checks.every import questions

__all__ = ["MOST_TOLD", "Check", "Question", "cycles", "questions"]
