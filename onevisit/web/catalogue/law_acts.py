"""Acts on the register of laws: register a text, correct it, record what became of it, word an article."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from onevisit.catalog import laws as rules
from onevisit.catalog import legal_bases
from onevisit.catalog.models import LawArticle, LawText
from onevisit.law.legal_basis import article_in_words
from onevisit.law.register_acts import RegisterAct
from onevisit.records.keyset import LARGEST_KEY
from onevisit.web.acting import worker
from onevisit.web.catalogue.access import directory_keepers_only
from onevisit.web.catalogue.items import desk_tabs, text_asked
from onevisit.web.catalogue.law_forms import ArticleForm, ChangeForm, LawForm
from onevisit.web.organization.frame import act_page


@directory_keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_law(request: HttpRequest) -> HttpResponseBase:
    """Registers a text; the name may come with the address, from the list of what is cited."""
    asked = text_asked(request, "name")
    form = LawForm(request.POST if request.method == "POST" else None, initial={"name": asked})

    def do(key: str) -> str:
        made = rules.register_law(form.terms(), worker(request), form.cleaned_data["reason"], key)
        return _page_of(LawText.objects.get(pk=made))

    back = reverse("catalogue:laws")
    words = _("登记以后，引用它的事项都连到它；是否现行有效按施行日期和最后有效日期判断。")
    return _act(request, RegisterAct.REGISTER_LAW, form, do, back, _("法律依据"), words)


@directory_keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def correct_law(request: HttpRequest, law_id: int) -> HttpResponseBase:
    """Puts right what was registered wrongly."""
    law = _found(law_id)
    known = {name: getattr(law, name) for name in ("name", "number", "issuer", "begins", "ends", "url")}
    form = LawForm(request.POST if request.method == "POST" else None, initial=known)

    def do(key: str) -> str:
        rules.correct_law(law, form.terms(), worker(request), form.cleaned_data["reason"], key)
        return _page_of(_found(law_id))

    words = _("只用来改正登记错误；法律修改了、废止了，请用“登记修改或者废止”。")
    return _act(request, RegisterAct.CORRECT_LAW, form, do, _page_of(law), law.name, words)


@directory_keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def change_law(request: HttpRequest, law_id: int) -> HttpResponseBase:
    """Records that a law was amended or repealed; items that cite what changed are then to be reviewed."""
    law = _found(law_id)
    form = ChangeForm(request.POST if request.method == "POST" else None)

    def do(key: str) -> str:
        rules.record_change(law, form.terms(), worker(request), form.cleaned_data["reason"], key)
        return _page_of(law)

    count = legal_bases.citing_now(law.name).count()
    words = ngettext(
        "有 %(count)d 个在用的事项引用它。登记以后，引用所改内容的事项列为待核对，事项本身不变。",
        "有 %(count)d 个在用的事项引用它。登记以后，引用所改内容的事项列为待核对，事项本身不变。",
        count,
    ) % {"count": count}
    return _act(request, RegisterAct.RECORD_LAW_CHANGE, form, do, _page_of(law), law.name, words)


@directory_keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def set_article(request: HttpRequest, law_id: int, article: str) -> HttpResponseBase:
    """The words of one article, which the public reads beside what rests on it."""
    law = _found(law_id)
    known = LawArticle.objects.filter(law=law, article=article).values_list("words", flat=True).first()
    form = ArticleForm(request.POST if request.method == "POST" else None, initial={"words": known or ""})
    back = reverse("catalogue:law_article", args=[law.key, article])

    def do(key: str) -> str:
        given = form.cleaned_data
        rules.set_article(law, article, given["words"], worker(request), given["reason"], key)
        return back

    words = _("群众在网页上看到的就是这里写的。")
    about = f"{law.name}{article_in_words(article)}"
    return _act(request, RegisterAct.SET_ARTICLE, form, do, back, about, words)


def _act(
    request: HttpRequest,
    act: RegisterAct,
    form: forms.Form,
    do: Any,
    back_url: str,
    about: str,
    consequence: str,
) -> HttpResponseBase:
    return act_page(
        request,
        "",
        act,
        form,
        department_id=rules.agency_of(worker(request)),
        do=do,
        back_url=back_url,
        back_label=about,
        consequence=consequence,
        further={"section": "catalogue", "tabs": desk_tabs(request, "laws")},
    )


def _found(law_id: int) -> LawText:
    found = LawText.objects.filter(pk=min(law_id, LARGEST_KEY)).first()
    if found is None:
        raise Http404
    return found


def _page_of(law: LawText) -> str:
    return reverse("catalogue:law", args=[law.key])
