"""A dossier as the four documents of an export declaration (field mapping: protocol §9.3)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from xml.etree.ElementTree import Element

from .dictionary import code
from .writing import Unfit, block, entity, message

Json = Mapping[str, Any]

CHINA = timezone(timedelta(hours=8))
NO_CODE = "无"
TOTAL, ADD, CHANGE, DECLARE = "3", "1", "2", "2"
NUMBERS = {"order": "303", "payment": "403", "waybill": "505", "list": "603"}


@dataclass(frozen=True)
class Broker:
    """What only the declarant knows: where it declares, and who transmits.

    The defaults are a demo's and are given to nobody.
    """

    customs_code: str = "5300"
    port_code: str = "5301"
    trade_mode: str = "9610"
    statistics: str = "B"
    transmitter_code: str = "4403000000"
    transmitter_name: str = "Example Customs Broker"
    dxp_id: str = "DXPENT0000000000"
    carrier_code: str = "1100000000"
    """For carriers whose registration the dossier does not give."""

    @property
    def transfer(self) -> dict[str, str]:
        """The part of every message that says who transmits it."""
        return {
            "copCode": self.transmitter_code,
            "copName": self.transmitter_name,
            "dxpMode": "DXP",
            "dxpId": self.dxp_id,
        }


def documents(dossier: Json, broker: Broker, guid: str, at: datetime) -> dict[str, bytes]:
    """The XML of each document by its name; raises Unfit when customs' form cannot hold a value.

    `guid` names the declaration; each document gets one of its own from it.
    """
    own = {name: str(uuid.uuid5(uuid.UUID(guid), name)).upper() for name in NUMBERS}
    writers = {"order": _order, "payment": _receipt, "waybill": _logistics, "list": _inventory}
    return {
        name: message(
            NUMBERS[name],
            own[name],
            writers[name](dossier, broker, _head(dossier, own[name], at)),
            broker.transfer,
        )
        for name in NUMBERS
    }


def _head(dossier: Json, guid: str, at: datetime) -> dict[str, str | None]:
    return {
        "guid": guid,
        "appType": ADD if dossier["revision"] == 1 else CHANGE,
        "appTime": f"{at.astimezone(CHINA):%Y%m%d%H%M%S}",
        "appStatus": DECLARE,
    }


def _companies(dossier: Json) -> dict[str, str | None]:
    platform, seller = dossier["parties"]["platform"], dossier["parties"]["seller"]
    return {
        "ebpCode": platform["cn_code"] or NO_CODE,
        "ebpName": platform["name"],
        "ebcCode": seller["cn_code"],
        "ebcName": seller["name_local"] or seller["name"],
    }


def _order(dossier: Json, _broker: Broker, head: dict[str, str | None]) -> Element:
    order = dossier["order"]
    currency = _code("currency", order["currency"], "currency")
    totals = order["totals"]
    return entity(
        "Order",
        [
            block(
                "303",
                "OrderHead",
                {
                    **head,
                    **_companies(dossier),
                    "orderType": "E",
                    "orderNo": order["order_no"],
                    # Gross of vouchers: the discount shows as the difference to what was paid.
                    "goodsValue": totals["goods"],
                    "freight": totals["freight"],
                    "currency": currency,
                },
            ),
            *(
                block(
                    "303",
                    "OrderList",
                    {
                        "gnum": str(line["line_no"]),
                        "itemNo": line["sku"],
                        "itemName": line["name_local"] or line["name"],
                        "itemDescribe": line["description"],
                        "barCode": line["barcode"],
                        "unit": _code("unit", line["unit"], "unit"),
                        "currency": currency,
                        "qty": line["quantity"],
                        "price": line["unit_price"],
                        "totalPrice": line["line_total"],
                    },
                )
                for line in order["lines"]
            ),
        ],
    )


def _receipt(dossier: Json, _broker: Broker, head: dict[str, str | None]) -> Element:
    payment = dossier["payment"]
    return block(
        "403",
        "Receipts",
        {
            **head,
            **_companies(dossier),
            "orderNo": payment["order_no"],
            "payCode": payment["provider"]["cn_code"],
            "payName": payment["provider"]["name"],
            "payNo": payment["transaction_no"],
            "charge": payment["amount"],
            "currency": _code("currency", payment["currency"], "currency"),
            "accountingDate": _local(payment["paid_at"], "%Y%m%d%H%M%S"),
        },
    )


def _logistics(dossier: Json, broker: Broker, head: dict[str, str | None]) -> Element:
    waybill, companies = dossier["waybill"], _companies(dossier)
    return block(
        "505",
        "Logistics",
        {
            **head,
            **_carrier(waybill, broker),
            "freight": waybill["freight"],
            "insuredFee": waybill["insurance"],
            "currency": _code("currency", waybill["currency"], "currency"),
            "grossWeight": waybill["gross_weight_kg"],
            "packNo": str(waybill["packages"]),
            "goodsInfo": waybill["goods_summary"],
            "ebcCode": companies["ebcCode"],
            "ebcName": companies["ebcName"],
            "ebcTelephone": dossier["parties"]["seller"]["phone"],
        },
    )


def _inventory(dossier: Json, broker: Broker, head: dict[str, str | None]) -> Element:
    order, waybill = dossier["order"], dossier["waybill"]
    parties = dossier["parties"]
    country = _code("country", waybill["destination_country"], "country")
    currency = _code("currency", order["currency"], "currency")
    return entity(
        "Inventory",
        [
            block(
                "603",
                "InventoryHead",
                {
                    **head,
                    **_companies(dossier),
                    **_carrier(waybill, broker),
                    "customsCode": broker.customs_code,
                    "orderNo": order["order_no"],
                    "copNo": dossier["dossier_id"],
                    "ieFlag": "E",
                    "portCode": broker.port_code,
                    "ieDate": _local(waybill["shipped_at"] or order["placed_at"], "%Y%m%d"),
                    "statisticsFlag": broker.statistics,
                    "agentCode": parties["declarant"]["cn_code"],
                    "agentName": parties["declarant"]["name"],
                    "ownerCode": parties["producer"]["cn_code"] or "NO",
                    "ownerName": parties["producer"]["name"],
                    "tradeMode": broker.trade_mode,
                    "trafMode": _code("transport", waybill["transport_mode"], "trafMode"),
                    "billNo": waybill["master_bill_no"],
                    "country": country,
                    "POD": _port(waybill["destination_port"], country),
                    "freight": waybill["freight"],
                    "fCurrency": currency,
                    "fFlag": TOTAL,
                    "insuredFee": waybill["insurance"],
                    "iCurrency": currency,
                    "iFlag": TOTAL,
                    "wrapType": _code("package", waybill["package_type"], "wrapType"),
                    "packNo": str(waybill["packages"]),
                    "grossWeight": waybill["gross_weight_kg"],
                    "netWeight": waybill["net_weight_kg"],
                },
            ),
            *(_goods(line, country, currency) for line in order["lines"]),
        ],
    )


def _goods(line: Json, country: str, currency: str) -> Element:
    name = line["name_local"] or line["name"]
    first, *rest = line["statutory"]
    second = rest[0] if rest else {"quantity": None, "unit": None}
    return block(
        "603",
        "InventoryList",
        {
            "gnum": str(line["line_no"]),
            "itemNo": line["sku"],
            "itemName": name,
            # Summary declarations go by the first digits; a missing national code is filled up.
            "gcode": (line["national_codes"].get("CN") or line["hs_code"]).ljust(10, "0"),
            "gname": name,
            "gmodel": line["specification"] or line["description"],
            "barCode": line["barcode"] or NO_CODE,
            "country": country,
            "currency": currency,
            "qty": line["quantity"],
            "qty1": first["quantity"],
            "qty2": second["quantity"],
            "unit": _code("unit", line["unit"], "unit"),
            "unit1": _code("unit", first["unit"], "unit1"),
            "unit2": _code("unit", second["unit"], "unit2") if second["unit"] else None,
            "price": line["unit_price"],
            "totalPrice": line["line_total"],
        },
    )


def _port(port: str | None, country: str) -> str:
    """Customs' own code of a port where known; a country's code stands for any of its ports."""
    return port if port and 3 <= len(port) <= 4 else country


def _carrier(waybill: Json, broker: Broker) -> dict[str, str | None]:
    return {
        "logisticsCode": waybill["carrier"]["cn_code"] or broker.carrier_code,
        "logisticsName": waybill["carrier"]["name"],
        "logisticsNo": waybill["waybill_no"],
    }


def _code(table: str, ours: str, element: str) -> str:
    theirs = code(table, ours)
    if theirs is None:
        raise Unfit(element, f"customs has no code for {ours}")
    return theirs


def _local(instant: str, form: str) -> str:
    """An instant of the protocol in Chinese time."""
    when = datetime.fromisoformat(instant.replace("Z", "+00:00"))
    return f"{when.astimezone(UTC).astimezone(CHINA):{form}}"
