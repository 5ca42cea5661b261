"""Nothing is lost and nothing is doubled by a stop or a kill at any instant."""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from storefront.connector import running


def test_a_restart_keeps_dossiers_ids_and_receipts(settings, another, receipts, shop_at):
    with running(replace(settings, step_delay=60)) as before:
        shop = shop_at(before.url)
        first = shop.deliver(another(1), webhook_id="msg_kept")
    with running(settings) as after:
        shop = shop_at(after.url)
        again = shop.deliver(another(1), webhook_id="msg_kept")
        assert (again.status, again.json["receipt_id"]) == (200, first.json["receipt_id"])
        found = shop.dossier("dsr_test_1")
        assert found["effects_applied"] == 1
        assert found["under_way"] is True


def test_receipts_wait_for_the_shop_across_a_restart(
    settings, another, receipts, shop_at, wait_until
):
    with running(replace(settings, shop_url="http://127.0.0.1:9")) as before:
        shop_at(before.url).deliver(another(1))
        wait_until(lambda: shop_at(before.url).dossier("dsr_test_1")["status"] == "released")
    with running(settings):
        assert len(receipts.wait_for(10)) == 10


def test_kill_9_at_random_instants_loses_and_doubles_nothing(
    tmp_path: Path, another, receipts, shop_at, secrets_of_the_test, wait_until
):
    dice = random.Random(7)
    waiting = {number: another(number) for number in range(30)}
    for _ in range(3):
        process, url = _start(tmp_path, receipts.url, secrets_of_the_test)
        try:
            shop = shop_at(url)
            end = time.monotonic() + dice.uniform(0.1, 0.35)
            while waiting and time.monotonic() < end:
                number = next(iter(waiting))
                if shop.deliver(waiting[number], webhook_id=f"msg_{number}").status in (200, 202):
                    del waiting[number]
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
            process.stdout.close()
    process, url = _start(tmp_path, receipts.url, secrets_of_the_test)
    try:
        shop = shop_at(url)
        for number in range(30):
            assert shop.deliver(another(number), webhook_id=f"msg_{number}").status in (200, 202)
        wait_until(lambda: len({one.webhook_id for one in receipts.taken}) == 300, 15)
        listed = shop.get("/dossiers").json["dossiers"]
        assert len(listed) == 30
        assert {one["effects_applied"] for one in listed} == {1}
        assert {len(one["receipts"]) for one in listed} == {10}
        bodies = {}
        for one in receipts.taken:
            assert bodies.setdefault(one.webhook_id, one.body) == one.body
        assert len({body["receipt_id"] for body in bodies.values()}) == 300
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_without_a_secret_the_command_says_what_is_missing():
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CUSTOMS_")}
    done = subprocess.run(_command(), capture_output=True, text=True, env=environment)
    assert done.returncode == 2
    assert "CUSTOMS_SECRET" in done.stderr


def _command() -> list[str]:
    code = "from storefront.cli.connector import connector; connector()"
    return [sys.executable, "-c", code]


def _start(folder: Path, shop_url: str, secrets: tuple[str, str, str]):
    environment = {
        **os.environ,
        "CUSTOMS_SECRET": f"{secrets[0]} {secrets[1]}",
        "CUSTOMS_RECEIPT_SECRET": secrets[2],
    }
    options = ["--port", "0", "--state", str(folder / "s"), "--shop-url", shop_url]
    process = subprocess.Popen(
        [*_command(), *options, "--step-delay", "0.05"],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    line = process.stdout.readline()
    return process, line.split()[3]
