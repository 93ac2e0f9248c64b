"""The facts of contracts, table by table as the metric pages define them.

A fact is never changed: its row is voided, and written again under the same id. So each id has at
most one live row, and every figure can be had as it was known on any day.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from garant.accounts.models import Account
from garant.metrics.schema import TABLES

ID = 200


def _choices(table: str, column: str) -> list[tuple[str, str]]:
    """The words that a column of the facts may hold."""
    declared = TABLES[table].column(column)
    return [(word, word) for word in declared.choices] if declared else []


def _exact(label: Any = None, **more: Any) -> models.DecimalField[Any, Any]:
    """An exact number. SQLite keeps 15 digits of one exactly; an import refuses more."""
    return models.DecimalField(label, max_digits=15, decimal_places=6, **more)


def _one_live(name: str, *fields: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(fields=fields, condition=Q(voided_at=None), name=name)


def _forward(name: str, start: str, end: str) -> models.CheckConstraint:
    later = Q(**{end: None}) | Q(**{f"{end}__gte": F(start)})
    return models.CheckConstraint(condition=later, name=name)


def _account(related: str = "+", **more: Any) -> Any:
    """The account of a fact, by the id that the company gave it."""
    return models.ForeignKey(
        Account, to_field="account_id", on_delete=models.CASCADE, related_name=related,
        verbose_name=_("Account"), **more,
    )  # fmt: skip


class Fact(models.Model):
    """When a row became known, when it was taken back, and by which import it came."""

    recorded_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    import_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    voided_by = models.BigIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        abstract = True


class Product(Fact):
    """A thing sold."""

    product_id = models.CharField(_("Product id"), max_length=ID)
    name = models.CharField(_("Name"), max_length=200, blank=True)
    family = models.CharField(_("Family"), max_length=120, blank=True)

    class Meta:
        constraints = [_one_live("live_product", "product_id")]

    def __str__(self) -> str:
        return self.name or self.product_id


class Contract(Fact):
    """What was signed with an account, for a term."""

    contract_id = models.CharField(_("Contract id"), max_length=ID)
    account = _account("signed")
    signed_on = models.DateField(_("Signed on"), null=True, blank=True)
    term_start = models.DateField(_("Start of the term"))
    term_end = models.DateField(_("End of the term"), null=True, blank=True)
    auto_renew = models.BooleanField(_("Renews by itself"), default=False)
    notice_days = models.PositiveIntegerField(_("Notice in days"), default=0)
    renews_contract_id = models.CharField(_("Renews contract"), max_length=ID, blank=True)
    cancel_requested_on = models.DateField(_("Notice given on"), null=True, blank=True)
    effective_end = models.DateField(_("Ended on"), null=True, blank=True)
    end_reason = models.CharField(
        _("Reason of the end"), max_length=12, blank=True,
        choices=_choices("contract", "end_reason"),
    )  # fmt: skip
    salesperson = models.CharField(_("Salesperson"), max_length=120, blank=True)
    channel = models.CharField(_("Channel"), max_length=120, blank=True)

    class Meta:
        constraints = [
            _one_live("live_contract", "contract_id"),
            _forward("contract_term", "term_start", "term_end"),
        ]

    def __str__(self) -> str:
        return self.contract_id


class ContractLine(Fact):
    """One price for one thing over one time."""

    line_id = models.CharField(_("Line id"), max_length=ID)
    contract_id = models.CharField(_("Contract id"), max_length=ID, blank=True, db_index=True)
    account = _account()
    product_id = models.CharField(_("Product id"), max_length=ID, blank=True)
    department_id = models.CharField(_("Department"), max_length=ID, blank=True)
    kind = models.CharField(
        _("Kind"), max_length=12, default="recurring", choices=_choices("contract_line", "kind")
    )
    start_on = models.DateField(_("Start"))
    end_on = models.DateField(_("End"), null=True, blank=True)
    trial_end = models.DateField(_("End of the trial"), null=True, blank=True)
    quantity = _exact(_("Quantity"), default=1)
    unit = models.CharField(_("Unit"), max_length=60, default="unit")
    price_basis = models.CharField(
        _("Price is"), max_length=24, choices=_choices("contract_line", "price_basis")
    )
    amount = _exact(_("Amount"))
    list_amount = _exact(_("List price"), null=True, blank=True)
    currency = models.CharField(_("Currency"), max_length=3)
    interval_unit = models.CharField(
        _("Interval"), max_length=5, blank=True, choices=_choices("contract_line", "interval_unit")
    )
    interval_count = models.PositiveIntegerField(_("Intervals"), null=True, blank=True)
    predecessor_line_id = models.CharField(_("Follows line"), max_length=ID, blank=True)
    link = models.CharField(
        _("How it follows"), max_length=8, blank=True, choices=_choices("contract_line", "link")
    )

    class Meta:
        constraints = [
            _one_live("live_line", "line_id"),
            _forward("line_dates", "start_on", "end_on"),
            models.CheckConstraint(
                condition=Q(amount__gte=0) & Q(quantity__gte=0), name="line_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.line_id


class Discount(Fact):
    """What is taken off a line or a contract."""

    discount_id = models.CharField(_("Discount id"), max_length=ID)
    line_id = models.CharField(_("Line id"), max_length=ID, blank=True, db_index=True)
    contract_id = models.CharField(_("Contract id"), max_length=ID, blank=True, db_index=True)
    kind = models.CharField(_("Kind"), max_length=7, choices=_choices("discount", "kind"))
    value = _exact(_("Value"))
    currency = models.CharField(_("Currency"), max_length=3, blank=True)
    duration = models.CharField(
        _("Duration"), max_length=9, choices=_choices("discount", "duration")
    )
    start_on = models.DateField(_("Start"))
    end_on = models.DateField(_("End"), null=True, blank=True)
    priority = models.IntegerField(_("Order"), default=0)

    class Meta:
        constraints = [_one_live("live_discount", "discount_id")]

    def __str__(self) -> str:
        return self.discount_id


class Opportunity(Fact):
    """A deal: won, lost or open."""

    opportunity_id = models.CharField(_("Deal id"), max_length=ID)
    account = _account("deals", null=True, blank=True)
    contract_id = models.CharField(_("Contract id"), max_length=ID, blank=True)
    opened_on = models.DateField(_("Opened on"))
    closed_on = models.DateField(_("Closed on"), null=True, blank=True)
    outcome = models.CharField(
        _("Outcome"), max_length=4, choices=_choices("opportunity", "outcome")
    )
    segment = models.CharField(_("Segment"), max_length=120, blank=True)
    salesperson = models.CharField(_("Salesperson"), max_length=120, blank=True)
    channel = models.CharField(_("Channel"), max_length=120, blank=True)
    list_amount = _exact(_("List price"), null=True, blank=True)
    discount = _exact(_("Discount"), null=True, blank=True)
    deal_risk = _exact(_("Risk seen before"), null=True, blank=True)

    class Meta:
        constraints = [_one_live("live_opportunity", "opportunity_id")]

    def __str__(self) -> str:
        return self.opportunity_id


class Pause(Fact):
    """Days on which a line rests."""

    line_id = models.CharField(_("Line id"), max_length=ID, db_index=True)
    start_on = models.DateField(_("Start"))
    end_on = models.DateField(_("End"), null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.line_id} {self.start_on}"


class FxRate(Fact):
    """What a currency was worth in another."""

    from_currency = models.CharField(_("From"), max_length=3)
    to_currency = models.CharField(_("To"), max_length=3)
    valid_from = models.DateField(_("From the day"))
    valid_to = models.DateField(_("To the day, included"), null=True, blank=True)
    rate = models.DecimalField(_("Rate"), max_digits=24, decimal_places=12)

    def __str__(self) -> str:
        return f"{self.from_currency}/{self.to_currency} {self.valid_from}"


class Spend(Fact):
    """What a department spent in a month."""

    month = models.DateField(_("Month"))
    department = models.CharField(_("Department"), max_length=60, blank=True)
    kind = models.CharField(_("Kind"), max_length=10, choices=_choices("spend", "kind"))
    amount = _exact(_("Amount"))
    currency = models.CharField(_("Currency"), max_length=3)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.department} {self.kind}"


class Snapshot(models.Model):
    """A table of figures as it was computed: of which metric, when, from what was known when.

    Pages read the newest of each code. `rows` are lists of cells in the order of `columns`, which
    says of each column whether it holds a decimal, a date or what JSON has itself.
    """

    code = models.CharField(max_length=60)
    computed_at = models.DateTimeField()
    known_as_of = models.DateTimeField()
    settings = models.JSONField()
    columns = models.JSONField()
    rows = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["code", "-computed_at"], name="snapshot_newest")]
        ordering = ["-computed_at"]

    def __str__(self) -> str:
        return f"{self.code} {self.computed_at:%Y-%m-%d %H:%M}"


class AccountMonth(models.Model):
    """The recurring revenue of an account at a month's end, and how it moved in that month.

    `movements` are the buckets of the full bridge that are not zero, and the reason of a departure.
    `net` is the one bucket of the net bridge, and `net_amount` what it comes to.
    """

    account = _account()
    month = models.DateField(db_index=True)
    opening = _exact()
    closing = _exact()
    movements = models.JSONField(default=dict)
    net = models.CharField(max_length=12, blank=True)
    net_amount = _exact(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "month"], name="one_account_month")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.month:%Y-%m}"


class AccountFigure(models.Model):
    """Where an account stands now; what lists are sorted and filtered by."""

    account = models.OneToOneField(
        Account, to_field="account_id", on_delete=models.CASCADE, related_name="figure"
    )
    mrr = _exact(db_index=True)
    mrr_year_ago = _exact()
    customer_since = models.DateField(null=True)
    left_on = models.DateField(null=True, db_index=True)
    due_on = models.DateField(null=True, db_index=True)
    notice_on = models.DateField(null=True)
    contracts = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.account_id} {self.mrr}"


class Outcome(models.TextChoices):
    """What became of the end of a term, in the words of the metrics."""

    RENEWED = "renewed", _("Renewed")
    SECURED = "secured", _("Secured")
    PENDING = "pending", _("To decide")
    LOST = "lost", _("Lost")


class TermEnd(models.Model):
    """The end of a contract's term: what is due, until when it can be decided, what became of it.

    Those that are over, and of each contract the next one. `decide_on` is the last day to decide:
    the notice deadline of a tacit contract, else the end of the term.
    """

    account = _account()
    contract_id = models.CharField(max_length=ID, db_index=True)
    due_on = models.DateField(db_index=True)
    notice_on = models.DateField(null=True)
    decide_on = models.DateField(db_index=True)
    tacit = models.BooleanField()
    outcome = models.CharField(max_length=7, choices=Outcome)
    due_mrr = _exact()
    renewed_mrr = _exact()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract_id", "due_on"], name="one_end_of_a_term")
        ]
        indexes = [models.Index(fields=["outcome", "decide_on"], name="term_end_to_decide")]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.due_on}"


class Refresh(models.Model):
    """The refresh whose figures pages show, and what stopped a later one. There is one row."""

    began_at = models.DateTimeField(null=True)
    known_as_of = models.DateTimeField(null=True)
    known_on = models.DateField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.began_at}"


class MetricSetting(models.Model):
    """A setting of the metrics that is not its default, as `--set key=value` says it."""

    key = models.CharField(max_length=40, unique=True)
    value = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.key}={self.value}"
