"""Forms of posts: who is away, who stands in, who holds A and B, who is the chief representative."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onevisit.law.posts import CARRIED, AbsenceKind
from onevisit.law.powers import Role
from onevisit.organization.models import Department, Hall, Post, Staff, Window
from onevisit.organization.posts import SIGNING, PostTerms
from onevisit.web.organization.frame import RegisterForm, date_field

MOMENT = "%Y-%m-%d %H:%M"


def moment_field(label: Any) -> forms.DateTimeField:
    """A day with hour and minute, typed as 2026-03-02 13:00."""
    return forms.DateTimeField(
        label=label,
        help_text=_("写成 2026-03-02 13:00"),
        input_formats=[MOMENT],
        widget=forms.DateTimeInput(format=MOMENT, attrs={"autocomplete": "off"}),
    )


def people_of(department_id: int) -> list[tuple[str, str]]:
    """The serving people of a department, to choose from."""
    found = Staff.objects.filter(department_id=department_id, active=True).order_by("employee_number")
    return [(str(one.pk), f"{one.name}（{one.employee_number}）") for one in found]


class AbsenceForm(RegisterForm):
    """From when to when, why, and what B has to know."""

    starts_at = moment_field(_("离岗时间"))
    ends_at = moment_field(_("返岗时间"))
    kind = forms.ChoiceField(
        label=_("离岗类别"),
        choices=[(kind.value, _(kind.label)) for kind in AbsenceKind],
        widget=forms.RadioSelect,
    )
    handover_note = forms.CharField(
        label=_("交接事项"),
        help_text=_("正在办的件、约好的申请人、没做完的事；加密保存，只有 B 岗、首席代表和负责人看得到"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EndForm(RegisterForm):
    """Back early: no more than the reason."""


class StandInForm(RegisterForm):
    """Who holds the post for the rest of the day."""

    staff = forms.ChoiceField(label=_("顶岗人员"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["staff"]
        assert isinstance(field, forms.ChoiceField)
        holders = {str(post.holder_a_id), str(post.holder_b_id)}
        field.choices = [one for one in people_of(post.department_id) if one[0] not in holders]


class PostForm(RegisterForm):
    """A post of one department: hall, window, name, holders, and the roles that pass to B."""

    name = forms.CharField(label=_("岗位名称"), max_length=60)
    hall = forms.ChoiceField(label=_("大厅"))
    window = forms.ChoiceField(label=_("窗口"), required=False)
    holder_a = forms.ChoiceField(label=_("A 岗"))
    holder_b = forms.ChoiceField(label=_("B 岗"))
    roles = forms.MultipleChoiceField(
        label=_("岗位职权"),
        help_text=_("A 岗离岗时，这些职权随岗位转给 B 岗；A 岗本人没有的职权不会转"),
        choices=[(role.value, _(role.label)) for role in Role if role in CARRIED],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, department: Department, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.department = department
        people = people_of(department.pk)
        windows = Window.objects.select_related("hall").order_by("hall__code", "pk")
        self._choose("hall", [(str(hall.pk), hall.name) for hall in Hall.objects.order_by("code")])
        self._choose(
            "window", [("", "—"), *((str(one.pk), f"{one.hall.name} {one} {one.name}") for one in windows)]
        )
        self._choose("holder_a", people)
        self._choose("holder_b", people)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """The window stands in the hall."""
        given = super().clean() or {}
        window = given.get("window")
        if window and not Window.objects.filter(pk=int(window), hall_id=int(given.get("hall", 0))).exists():
            self.add_error("window", str(_("这个窗口不在所选的大厅。")))
        return given

    def terms(self) -> PostTerms:
        """The post as it is registered."""
        given = self.cleaned_data
        people = Staff.objects.in_bulk([int(given["holder_a"]), int(given["holder_b"])])
        return PostTerms(
            hall_id=int(given["hall"]),
            department_id=self.department.pk,
            window_id=int(given["window"]) if given["window"] else None,
            name=given["name"],
            holder_a=people[int(given["holder_a"])],
            holder_b=people[int(given["holder_b"])],
            roles=frozenset(Role(role) for role in given["roles"]),
        )


class ChiefForm(RegisterForm):
    """Who is the chief representative of one department, where, from when, by which paper."""

    staff = forms.ChoiceField(label=_("首席代表"), widget=forms.RadioSelect)
    hall = forms.ChoiceField(label=_("大厅"))
    document = forms.CharField(
        label=_("任命文件"), help_text=_("文件名称和文号，例如 蛟市监人〔2026〕4号"), max_length=120
    )
    valid_from = date_field(_("生效日期"))

    def __init__(self, *args: Any, department: Department, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people, hall = self.fields["staff"], self.fields["hall"]
        assert isinstance(people, forms.ChoiceField)
        assert isinstance(hall, forms.ChoiceField)
        found = Staff.objects.filter(
            Q(roles__role__in=SIGNING), department=department, active=True
        ).distinct()
        people.choices = [(str(one.pk), one.name) for one in found.order_by("employee_number")]
        hall.choices = [(str(one.pk), one.name) for one in Hall.objects.order_by("code")]
