"""Who we are to customs: read once from the environment, the demo company without it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Company:
    """Seller, platform and declarant; `cn_code` is a Chinese customs registration (10 characters)
    or unified social credit code (18). The defaults are the demo's and can be issued to nobody.
    """

    platform_name: str = "Lumenfold"
    platform_code: str = "9144030000000000XX"
    name: str = "Shenzhen Lumenfold Trading Co., Ltd."
    name_local: str = "深圳市流光折叠贸易有限公司"
    code: str = "9144030000000000XX"
    phone: str = "+8675500000000"
    address_line1: str = "Room 1203, Example Building"
    address_line2: str = "18 Example Road, Nanshan District"
    city: str = "Shenzhen"
    region: str = "Guangdong"
    postal_code: str = "518000"
    country: str = "CN"
    ioss: str = "IM3720000224"
    eori: str = ""
    gb_vat: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)
    """Other registrations of the seller, such as `no_voec`, by the names in `regimes`."""
    declarant_name: str = "Example Customs Broker"
    declarant_code: str = "4403000000"
    producer_name: str = "NO"
    producer_code: str = "NO"
    carrier_codes: Mapping[str, str] = field(default_factory=lambda: {"china-post": "1100000000"})
    """Chinese customs registrations of carriers, by our carrier code."""

    @property
    def held_numbers(self) -> dict[str, str]:
        """Every registration of the seller, by the name that a regime asks for."""
        known = {"eu_ioss": self.ioss, "eori": self.eori, "gb_vat": self.gb_vat}
        return {name: number for name, number in {**known, **self.numbers}.items() if number}

    def platform(self, url: str) -> Json:
        """The platform as the dossier names it."""
        return {
            "name": self.platform_name,
            "country": self.country,
            "cn_code": self.platform_code,
            "url": url,
        }

    def as_provider(self) -> Json:
        """Who took a payment that was made with the shop's own gift cards alone."""
        return {"name": self.platform_name, "cn_code": None, "country": self.country}

    def seller(self, tax_ids: list[Json]) -> Json:
        """The seller as the dossier names it, with the numbers its destination asks for."""
        return {
            "name": self.name,
            "name_local": self.name_local,
            "cn_code": self.code,
            "phone": self.phone,
            "address": {
                "lines": [line for line in (self.address_line1, self.address_line2) if line],
                "city": self.city,
                "region": self.region or None,
                "postal_code": self.postal_code or None,
                "country": self.country,
            },
            "tax_ids": tax_ids,
        }


def company_from(env: Mapping[str, str]) -> Company:
    """The company from COMPANY_NAME, COMPANY_CODE, … ; what is not given is the demo's.

    COMPANY_CARRIER_CODES is `china-post=1100000000 dhl=…`, COMPANY_NUMBERS `no_voec=… au_arn=…`.
    """
    given: Json = {
        name: env[f"COMPANY_{name.upper()}"]
        for name in Company.__dataclass_fields__
        if name not in ("carrier_codes", "numbers") and f"COMPANY_{name.upper()}" in env
    }
    if "COMPANY_CARRIER_CODES" in env:
        pairs = (pair.partition("=") for pair in env["COMPANY_CARRIER_CODES"].split())
        given["carrier_codes"] = {carrier: code for carrier, _, code in pairs}
    if "COMPANY_NUMBERS" in env:
        numbers = (pair.partition("=") for pair in env["COMPANY_NUMBERS"].split())
        given["numbers"] = {name: number for name, _, number in numbers}
    return Company(**given)
