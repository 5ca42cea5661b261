"""Landing pages: the words in each language, the products, the code, and when they are shown."""

from datetime import timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from storefront import campaigns as planned
from storefront import catalog
from storefront.campaigns import LandingFacts, LandingPage
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import LANGUAGES, home_locale, lazy_gettext, spoken
from storefront.markets import gettext as _

from . import frame
from .blueprint import blueprint
from .forms import Day, DeskForm, trimmed

TOO_LONG = lazy_gettext("This text is too long.")


def _title(language: str) -> StringField:
    return StringField(
        LANGUAGES[language],
        [Length(max=120, message=TOO_LONG)],
        [trimmed],
        render_kw={"lang": language},
    )


def _text(language: str) -> TextAreaField:
    return TextAreaField(
        LANGUAGES[language],
        [Length(max=2000, message=TOO_LONG)],
        [trimmed],
        render_kw={"rows": 3, "lang": language},
    )


class LandingForm(DeskForm):
    """A landing page; words that are missing in a language are shown in English."""

    slug = StringField(
        lazy_gettext("Address"),
        [InputRequired(lazy_gettext("A page has an address."))],
        filters=[trimmed],
    )
    title_en = StringField(
        LANGUAGES["en"],
        [
            InputRequired(lazy_gettext("A page has a title in English.")),
            Length(max=120, message=TOO_LONG),
        ],
        [trimmed],
        render_kw={"lang": "en"},
    )
    text_en = _text("en")
    title_de, text_de = _title("de"), _text("de")
    title_fr, text_fr = _title("fr"), _text("fr")
    title_ja, text_ja = _title("ja"), _text("ja")
    title_zh, text_zh = _title("zh"), _text("zh")
    products = TextAreaField(lazy_gettext("Products"), render_kw={"rows": 3})
    category = SelectField(lazy_gettext("Category"), validate_choice=False)
    code = StringField(lazy_gettext("Code"), [Length(max=40, message=TOO_LONG)], [trimmed])
    starts_on = Day(lazy_gettext("From"), [Optional()])
    ends_on = Day(lazy_gettext("Until and with"), [Optional()])
    published = BooleanField(lazy_gettext("Shown to shoppers"))

    def facts(self) -> LandingFacts:
        """What was typed."""
        texts = {
            code: {"title": self[f"title_{code}"].data or "", "text": self[f"text_{code}"].data}
            for code in LANGUAGES
            if self[f"title_{code}"].data or self[f"text_{code}"].data
        }
        starts, ends = self.starts_on.data, self.ends_on.data
        return LandingFacts(
            slug=self.slug.data or "",
            texts={
                code: {"title": told["title"], "text": told["text"] or ""}
                for code, told in texts.items()
            },
            products=[
                slug for slug in (self.products.data or "").replace(",", " ").split() if slug
            ],
            category=self.category.data or "",
            code=self.code.data or "",
            published=bool(self.published.data),
            starts_at=frame.begin_of(starts) if starts else None,
            ends_at=frame.end_of(ends) if ends else None,
        )


@blueprint.get("/campaigns/pages")
def campaigns_pages() -> ResponseReturnValue:
    """All landing pages."""
    return render_template(
        "office/landing_pages.html",
        rows=planned.list_landing_pages(),
        words_of=lambda row: planned.words_of(row, spoken()),
        is_shown=planned.is_shown,
        is_over=planned.is_over,
        seen_at=_seen_at,
    )


@blueprint.route("/campaigns/pages/new", methods=["GET", "POST"])
def campaigns_pages_new() -> ResponseReturnValue:
    """A new page."""
    return _edit(None)


@blueprint.route("/campaigns/pages/<int:page_id>", methods=["GET", "POST"])
def campaigns_pages_one(page_id: int) -> ResponseReturnValue:
    """Change a page."""
    found = planned.find_landing_page(page_id)
    if found is None:
        abort(404)
    return _edit(found)


def _edit(row: LandingPage | None) -> ResponseReturnValue:
    form = LandingForm(data=_known(row) if row else {"published": True})
    form.category.choices = [
        SelectChoice("", _("none")),
        *(SelectChoice(slug, name) for slug, name in catalog.category_names(spoken())),
    ]
    problem, status = None, 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with transaction():
                    saved = planned.save_landing_page(row.id if row else None, form.facts())
                flash(_("Saved."), "good")
                return redirect(url_for("office.campaigns_pages_one", page_id=saved.id), 303)
            except ShopError as refusal:
                problem = refusal.message
    return render_template(
        "office/landing_page.html",
        row=row,
        form=form,
        problem=problem,
        languages=LANGUAGES,
        seen_at=_seen_at(row) if row and planned.is_shown(row) else "",
    ), status


def _known(row: LandingPage) -> dict[str, Any]:
    told: dict[str, Any] = {
        name: getattr(row, name) for name in ("slug", "category", "code", "published")
    }
    for language, words in row.texts.items():
        told[f"title_{language}"], told[f"text_{language}"] = words["title"], words.get("text", "")
    told["products"] = "\n".join(row.products)
    told["starts_on"] = row.starts_at.astimezone(frame.SHOP_ZONE).date() if row.starts_at else None
    last = row.ends_at - timedelta(seconds=1) if row.ends_at else None
    told["ends_on"] = last.astimezone(frame.SHOP_ZONE).date() if last else None
    return told


def _seen_at(row: LandingPage) -> str:
    return url_for("shop.landing", locale=home_locale("US").tag, slug=row.slug)
