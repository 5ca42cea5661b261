"""A stand-in for Stripe: same API, a payment page without JavaScript, webhooks, and accidents."""

from storefront.sandbox.stripe.app import Sandbox, create_sandbox
from storefront.sandbox.stripe.options import Options, Settings, Webhook
from storefront.sandbox.stripe.server import Running, running, serve

__all__ = [
    "Options",
    "Running",
    "Sandbox",
    "Settings",
    "Webhook",
    "create_sandbox",
    "running",
    "serve",
]
