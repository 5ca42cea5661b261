"""Landing pages: written down, found by any address they ever had. The caller holds the
transaction."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storefront import catalog, clock, promotions
from storefront.db import db
from storefront.errors import NotFound, ShopError
from storefront.markets import LANGUAGES, gettext

from .models import LandingAddress, LandingPage

SLUG = re.compile(r"[a-z0-9][a-z0-9\-]{0,59}", re.ASCII)
MOST_PRODUCTS = 24


@dataclass(frozen=True)
class LandingFacts:
    """A landing page as it is written; `texts` by language, each with `title` and `text`."""

    slug: str
    texts: Mapping[str, Mapping[str, str]]
    products: Sequence[str] = ()
    category: str = ""
    code: str = ""
    published: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True)
class LandingWords:
    """A page's words, and the language they are in: the reader's where it was written."""

    title: str
    text: str
    language: str


def list_landing_pages() -> list[LandingPage]:
    """All, newest first."""
    return list(db.session.scalars(select(LandingPage).order_by(LandingPage.id.desc()).limit(500)))


def find_landing_page(page_id: int) -> LandingPage | None:
    """One."""
    return db.session.get(LandingPage, page_id) if 0 < page_id < 2**31 else None


def landing_page_at(slug: str) -> LandingPage | None:
    """The page that has, or once had, this address."""
    return db.session.scalar(
        select(LandingPage)
        .join(LandingAddress, LandingAddress.page_id == LandingPage.id)
        .where(LandingAddress.slug == slug[:60])
    )


def is_shown(page: LandingPage) -> bool:
    """Whether shoppers see it: published, and begun. One that is over stays, and says so."""
    return page.published and (page.starts_at is None or page.starts_at <= clock.now())


def is_over(page: LandingPage) -> bool:
    """Whether what it offers has ended."""
    return page.ends_at is not None and page.ends_at <= clock.now()


def words_of(page: LandingPage, language: str) -> LandingWords:
    """In a language, or in English."""
    found = language if language in page.texts else "en"
    told = page.texts[found]
    return LandingWords(told["title"], told.get("text", ""), found)


def save_landing_page(page_id: int | None, facts: LandingFacts) -> LandingPage:
    """Write a new page or change one; raises ShopError. A former address leads to the new one."""
    _check(facts)
    owner = db.session.get(LandingAddress, facts.slug)
    if owner is not None and owner.page_id != page_id:
        raise ShopError(gettext("Another page has this address already."))
    if page_id is None:
        page = LandingPage(created_at=clock.now())
        db.session.add(page)
    else:
        found = find_landing_page(page_id)
        if found is None:
            raise NotFound(gettext("There is no such page."))
        page = found
    page.slug = facts.slug
    page.texts = {language: dict(told) for language, told in facts.texts.items()}
    page.products = list(dict.fromkeys(facts.products))
    page.code = promotions.normal_code(facts.code)
    for name in ("category", "published", "starts_at", "ends_at"):
        setattr(page, name, getattr(facts, name))
    db.session.flush()
    if owner is None:
        db.session.add(LandingAddress(slug=facts.slug, page_id=page.id))
        db.session.flush()
    return page


def check_code(code: str) -> None:
    """Raises ShopError for a code that nobody could use now."""
    if code and not promotions.is_code_open(code):
        raise ShopError(
            gettext("“%(code)s” is no code that works now.") % {"code": code[:40]},
        )


def _check(facts: LandingFacts) -> None:
    problem = next(_problems(facts), None)
    if problem:
        raise ShopError(problem)
    check_code(facts.code)


def _problems(facts: LandingFacts) -> Iterator[str]:
    if not SLUG.fullmatch(facts.slug):
        yield gettext("An address has small letters, digits and hyphens, at most 60.")
    yield from _word_problems(facts.texts)
    if not facts.products and not facts.category:
        yield gettext("A page shows some products or a category.")
    if len(facts.products) > MOST_PRODUCTS:
        yield gettext("A page shows at most %(count)s products.") % {"count": MOST_PRODUCTS}
    for slug in sorted(set(facts.products) - set(catalog.product_slugs())):
        yield gettext("We do not know “%(slug)s”.") % {"slug": slug[:80]}
    if facts.starts_at and facts.ends_at and facts.ends_at <= facts.starts_at:
        yield gettext("It cannot end before it starts.")


def _word_problems(texts: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    if not texts.get("en", {}).get("title", "").strip():
        yield gettext("A page has a title in English.")
    if set(texts) - set(LANGUAGES):
        yield gettext("The shop does not speak this language.")
    for told in texts.values():
        if len(told["title"]) > 120 or len(told.get("text", "")) > 2000:
            yield gettext("This text is too long.")
        if not told["title"].strip():
            yield gettext("A text needs a title in the same language.")
