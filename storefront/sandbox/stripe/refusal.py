"""How the API says no."""

from typing import Any


class Refusal(Exception):
    """An error answer of the API: HTTP status, type, message, and what code can act on."""

    def __init__(
        self,
        message: str,
        code: str | None = None,
        param: str | None = None,
        *,
        status: int = 400,
        type: str = "invalid_request_error",
        keep: bool = True,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.keep = keep  # whether the answer belongs to the idempotency key
        error = {"type": type, "message": message, "code": code, "param": param, **more}
        if code:
            error["doc_url"] = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"
        self.body = {"error": {k: v for k, v in error.items() if v is not None}}


def unrecognized(method: str, path: str) -> Refusal:
    """The answer to an address that is none of ours."""
    return Refusal(
        f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can"
        " help at https://support.stripe.com/.",
        status=404,
        keep=False,
    )


def missing(kind: str, id: str, param: str = "id") -> Refusal:
    """The answer to an id that names nothing."""
    return Refusal(f"No such {kind}: '{id}'", "resource_missing", param, status=404)
