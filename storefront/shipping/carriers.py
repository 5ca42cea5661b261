"""Who carries parcels, how their waybills look, and where they can be followed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from storefront.errors import ShopError
from storefront.markets import gettext

Check = Callable[[str], str | None]

S10 = re.compile(r"([A-Z]{2})([0-9]{8})([0-9])([A-Z]{2})")
S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


@dataclass(frozen=True)
class Carrier:
    """A carrier; `check` says in a sentence what is wrong with a waybill number, or None.

    `name_local` is what the Chinese waybill document names it.
    """

    code: str
    name: str
    name_local: str
    tracking: str
    check: Check
    transport_mode: str = "air"

    def tracking_url(self, waybill_no: str) -> str:
        """Where a buyer follows the parcel."""
        return self.tracking.format(quote(waybill_no, safe=""))


def find_carrier(code: str) -> Carrier:
    """A carrier by its code; raises ShopError."""
    try:
        return CARRIERS[code]
    except KeyError:
        raise ShopError(gettext("We do not know this carrier.")) from None


def tracking_url(code: str, waybill_no: str) -> str | None:
    """Where a parcel can be followed, if the carrier is known."""
    carrier = CARRIERS.get(code)
    return carrier.tracking_url(waybill_no) if carrier else None


def s10_check_digit(serial: str) -> int:
    """The check digit of eight digits after UPU S10: 11 - sum mod 11, 10 → 0, 11 → 5."""
    weighted = sum(int(digit) * weight for digit, weight in zip(serial, S10_WEIGHTS, strict=True))
    digit = 11 - weighted % 11
    return {10: 0, 11: 5}.get(digit, digit)


def post(*countries: str) -> Check:
    """Two letters, nine digits of which the last is a check digit, and the country."""

    def check(waybill_no: str) -> str | None:
        parts = S10.fullmatch(waybill_no)
        if not parts:
            return gettext("A postal item number looks like LX123456785CN.")
        if int(parts[3]) != s10_check_digit(parts[2]):
            return gettext("The check digit of this postal item number is wrong.")
        if countries and parts[4] not in countries:
            return gettext("This postal item number is from another country's post.")
        return None

    return check


def shape(pattern: str, example: str) -> Check:
    """A number that looks like the example."""
    compiled = re.compile(pattern, re.ASCII)

    def check(waybill_no: str) -> str | None:
        if compiled.fullmatch(waybill_no):
            return None
        return gettext("A waybill number of this carrier looks like %(example)s.") % {
            "example": example
        }

    return check


def either(*checks: Check) -> Check:
    """Right when one of the checks is content; otherwise what the first one says."""

    def check(waybill_no: str) -> str | None:
        said = [one(waybill_no) for one in checks]
        return None if None in said else said[0]

    return check


def ups(waybill_no: str) -> str | None:
    """1Z, sixteen characters, the last of them a check digit (letters count as 2, 3, … 9, 0, …)."""
    if not re.fullmatch(r"1Z[0-9A-Z]{15}[0-9]", waybill_no):
        return gettext("A waybill number of this carrier looks like %(example)s.") % {
            "example": "1Z999AA10123456784"
        }
    values = [int(c) if c.isdigit() else (ord(c) - 63) % 10 for c in waybill_no[2:17]]
    digit = -(sum(values[0::2]) + 2 * sum(values[1::2])) % 10
    if digit != int(waybill_no[17]):
        return gettext("The check digit of this waybill number is wrong.")
    return None


CARRIERS: dict[str, Carrier] = {
    carrier.code: carrier
    for carrier in (
        Carrier(
            "china-post",
            "China Post EMS",
            "中国邮政速递物流",
            "https://www.ems.com.cn/queryList?mailNum={}",
            post("CN"),
        ),
        Carrier(
            "dhl",
            "DHL Express",
            "敦豪航空货运",
            "https://www.dhl.com/en/express/tracking.html?AWB={}",
            shape(r"[0-9]{10}", "1234567890"),
        ),
        Carrier(
            "ups",
            "UPS",
            "联合包裹",
            "https://www.ups.com/track?tracknum={}",
            ups,
        ),
        Carrier(
            "fedex",
            "FedEx",
            "联邦快递",
            "https://www.fedex.com/fedextrack/?trknbr={}",
            shape(r"[0-9]{12}|[0-9]{15}", "123456789012"),
        ),
        Carrier(
            "yunexpress",
            "YunExpress",
            "云途物流",
            "https://www.yuntrack.com/parcelTracking?id={}",
            shape(r"YT[0-9]{16}", "YT2132721266000012"),
        ),
        Carrier(
            "4px",
            "4PX",
            "递四方",
            "https://track.4px.com/#/result/0/{}",
            either(shape(r"4PX[0-9]{13}CN|[A-Z0-9]{12,24}", "4PX3000123456789CN"), post()),
        ),
        Carrier(
            "sf",
            "SF International",
            "顺丰国际",
            "https://www.sf-international.com/us/en/dynamic_function/waybill/#search/bill-number/{}",
            shape(r"SF[0-9]{13}|[0-9]{12}|[0-9]{15}", "SF1234567890123"),
        ),
        Carrier(
            "yanwen",
            "Yanwen",
            "燕文物流",
            "https://track.yw56.com.cn/en/querydel?nums={}",
            either(shape(r"[A-Z]{1,3}[0-9]{9,15}(YP|YW)?", "UF123456789YP"), post()),
        ),
        Carrier(
            "usps",
            "USPS",
            "美国邮政",
            "https://tools.usps.com/go/TrackConfirmAction?tLabels={}",
            either(shape(r"[0-9]{20}|[0-9]{22}", "9400111899223197428490"), post("US")),
        ),
        Carrier(
            "royal-mail",
            "Royal Mail",
            "英国皇家邮政",
            "https://www.royalmail.com/track-your-item#/tracking-results/{}",
            post("GB"),
        ),
        Carrier(
            "colissimo",
            "La Poste Colissimo",
            "法国邮政",
            "https://www.laposte.fr/outils/suivre-vos-envois?code={}",
            either(post("FR"), shape(r"[0-9][A-Z][0-9]{11}", "6A12345678901")),
        ),
        Carrier(
            "japan-post",
            "Japan Post",
            "日本邮政",
            "https://trackings.post.japanpost.jp/services/srv/search/direct?reqCodeNo1={}&locale=en",
            either(post("JP"), shape(r"[0-9]{11,12}", "123456789012")),
        ),
    )
}
