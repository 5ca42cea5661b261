"""Who asks is found out by many threads at once, and nothing that was loaded for it stays."""

import threading

from storefront.traffic import bots


def test_many_threads_may_ask_first_at_the_same_moment() -> None:
    bots._patterns.cache_clear()
    bots.agent_of.cache_clear()
    failed: list[BaseException] = []
    start = threading.Barrier(8)

    def ask(number: int) -> None:
        start.wait()
        try:
            assert bots.agent_of(f"Mozilla/5.0 Chrome/{number}.0 Safari") is bots.Agent.PERSON
        except BaseException as wrong:
            failed.append(wrong)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
