"""`storefront keys`: fresh secrets for the way to customs and back."""

import base64

import click

from storefront.config import webhook_secret


@click.command()
def keys() -> None:
    """Print fresh webhook secrets; nothing is stored.

    A shared secret (whsec_) goes to both sides. Of a pair, the private half (whsk_) stays with who
    signs and the public half (whpk_) goes to who checks. During a rotation give both the old and
    the new one, separated by a space, until the other side has the new one.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate()
    seed = base64.b64encode(private.private_bytes_raw()).decode()
    public = base64.b64encode(private.public_key().public_bytes_raw()).decode()
    click.echo(f"shared   {webhook_secret()}")
    click.echo(f"private  whsk_{seed}")
    click.echo(f"public   whpk_{public}")
