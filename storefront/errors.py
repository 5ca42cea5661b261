"""What the shop says when it must say no."""


class ShopError(Exception):
    """A refusal with a sentence for the person who asked; `status` is the HTTP answer."""

    status = 400

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        if status is not None:
            self.status = status


class NotFound(ShopError):
    """What was asked for is not there, or not for this person."""

    status = 404
