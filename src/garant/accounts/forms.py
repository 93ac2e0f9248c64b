"""What people type about accounts: their fields, the people in them, owners, notes, views."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garant.accounts import queries
from garant.accounts.models import Account, Contact
from garant.lib.days import near
from garant.users.models import User

DAY = {"type": "date"}


class AccountForm(forms.ModelForm[Account]):
    """What is said of an account; its parent by the id that the company gave it."""

    parent_id_given = forms.CharField(
        label=gettext_lazy("Parent account"), required=False, max_length=200,
        help_text=gettext_lazy("The account id of the group that this account belongs to."),
    )  # fmt: skip

    blames = "parent_id_given"  # what is to be changed where the action refuses

    class Meta:
        """Its fields, but for the id that the company gave it."""

        model = Account
        fields = (
            "name", "segment", "industry", "region", "country", "channel", "employees", "is_test",
        )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        parent = self.instance.parent
        self.fields["parent_id_given"].initial = parent.account_id if parent else ""
        self.fields["is_test"].help_text = _("A test account counts nowhere, and no list shows it.")

    def clean_parent_id_given(self) -> Account | None:
        """The account of that id, if it is one that may be seen."""
        given = self.cleaned_data["parent_id_given"].strip()
        found = queries.scope(self.user).filter(account_id=given).first() if given else None
        if given and found is None:
            raise forms.ValidationError(_("No account has this id."))
        return found

    def values(self) -> dict[str, Any]:
        """The fields as an action takes them."""
        said = dict(self.cleaned_data)
        return said | {"parent": said.pop("parent_id_given")}


class ContactForm(forms.ModelForm[Contact]):
    """A person at an account."""

    class Meta:
        """What can be said of a person."""

        model = Contact
        fields = ("name", "email", "job", "level", "is_sponsor", "left_on")
        widgets = {"left_on": forms.DateInput(DAY, format="%Y-%m-%d")}  # noqa: RUF012 - Django's Meta
        help_texts = {  # noqa: RUF012 - same
            "level": gettext_lazy(
                "Economic: signs and counts. Operational: gains at work. User: works with it."
            ),
            "left_on": gettext_lazy("Their last day there, once they have left."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["left_on"].validators.append(near)


class AssignForm(forms.Form):
    """Who follows an account, or several, from which day on."""

    to = forms.ModelChoiceField(label=gettext_lazy("Owner"), queryset=User.objects.none())
    on = forms.DateField(
        label=gettext_lazy("From the day"), required=False, widget=forms.DateInput(DAY),
        validators=[near],
        help_text=gettext_lazy("Today, if you leave it empty."),
    )  # fmt: skip

    blames = "on"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = queries.assignable()


class NoteForm(forms.Form):
    """A note, in Markdown."""

    text = forms.CharField(
        label=gettext_lazy("Note"), max_length=20_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Markdown works: **bold**, - lists, [links](https://…)."),
    )  # fmt: skip


class ViewForm(forms.Form):
    """The name under which a list is kept."""

    name = forms.CharField(label=gettext_lazy("Name of the view"), max_length=60)
    query = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
