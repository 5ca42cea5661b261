"""What runs from a terminal or on a timetable: the `storefront` command."""

from importlib import import_module

import click

# Loaded when asked for, so that `storefront web` does not wait for what it never uses.
COMMANDS = {
    "run": ("storefront.cli.run", "run"),
    "web": ("storefront.cli.web", "web"),
    "worker": ("storefront.cli.worker", "worker"),
    "setup": ("storefront.cli.setup", "setup"),
    "migrate": ("storefront.cli.setup", "migrate"),
    "staff": ("storefront.cli.staff", "staff"),
    "demo": ("storefront.cli.demo", "demo"),
    "import": ("storefront.cli.products", "import_"),
    "reconcile": ("storefront.cli.books", "reconcile"),
    "verify-books": ("storefront.cli.books", "verify_books"),
    "sandbox": ("storefront.cli.sandbox", "sandbox"),
    "connector": ("storefront.cli.connector", "connector"),
    "traffic": ("storefront.cli.traffic", "traffic_group"),
    "keys": ("storefront.cli.keys", "keys"),
    "compile": ("storefront.cli.lean", "compile_"),
}


class Commands(click.Group):
    """The list above as a command group."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """In the order a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """Import one command's module."""
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name]
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="storefront")
def main() -> None:
    """Storefront: a company's own shop that sells across borders.

    First time?  `storefront run` makes a demo shop and starts everything on this machine:
    shop, office, worker, a stand-in for Stripe and a customs connector.

    Settings come from the environment (STOREFRONT_ENV, DATABASE_URL, STRIPE_API_KEY, …);
    the README lists them.
    """
