"""The page of the work that is done apart: figures, mails, imports, and what was given up."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tasks_db.models import DBTaskResult

from garant.contracts import queries
from garant.lib import job_reading, jobs, kept_errors, mail, problems
from garant.lib.pages import page
from garant.metrics.errors import RequestError
from garant.sources import queries as imports
from garant.users import job_actions
from garant.users.permissions import known


@page("jobs.read")
def all_jobs(request: HttpRequest) -> HttpResponse:
    """What waits, runs, was done and was given up."""
    shown, counted = queries.refreshed(), job_reading.counted()
    letters = job_reading.counted(job_reading.MAIL)
    context = {
        "rows": job_reading.newest(), "given_up": job_reading.given_up(),
        "worker": job_reading.worker_at_work(),
        "waiting": counted[jobs.WAITING] + counted[jobs.RUNNING],
        "refresh": shown, "failure": kept_errors.told(shown.failure) if shown else "",
        "letters_sent": letters[jobs.DONE],
        "letters_waiting": letters[jobs.WAITING] + letters[jobs.RUNNING],
        "mail_leaves": mail.leaves(),
        "last_import": imports.scope(known(request)).order_by("-made_at").first(),
    }  # fmt: skip
    return render(request, "portfolio/jobs.html", context)


@page("jobs.retry")
@require_POST
def retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Try a job again that was given up."""
    one = get_object_or_404(DBTaskResult, pk=pk)
    try:
        job_actions.retry(by=known(request), job=one)
    except RequestError as error:
        messages.error(request, problems.sentence(error))
    else:
        messages.success(request, _("It is tried again; a worker takes it soon."))
    return redirect("jobs")
