"""Who asks is found out by many threads at once, and nothing that was loaded for it stays."""

import threading

import pytest

from storefront.traffic import bots


@pytest.mark.parametrize("_once", range(20))
def test_many_threads_may_ask_first_at_the_same_moment(_once: int) -> None:
    bots._read_patterns.cache_clear()
    bots._agent_of.cache_clear()
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


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)", "GPTBot"),
        ("Mozilla/5.0 (compatible; ClaudeBot/1.0; +claudebot@anthropic.com)", "ClaudeBot"),
        ("Mozilla/5.0 (compatible; PerplexityBot/1.0)", "PerplexityBot"),
        ("Mozilla/5.0 (compatible; Spider of anybody's words; spider.com)", "Spider"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", ""),
        ("", ""),
    ],
)
def test_a_crawler_of_an_assistant_is_known_by_name(agent: str, name: str) -> None:
    assert bots.assistant_of(agent) == name


def test_nobody_can_make_up_names_of_assistants() -> None:
    names = bots._patterns().assistant_names
    assert len(names) > 60
    assert all(name.replace(" ", "").replace("-", "").replace(".", "").isalnum() for name in names)


def test_long_user_agents_are_not_kept() -> None:
    """Thousands of them, of 32 KB each, would fill the memory of a process."""
    bots._agent_of.cache_clear()
    bots._assistant_of.cache_clear()
    for number in range(3):
        long = "Mozilla/5.0 " + "x" * 1_000 + str(number)
        assert bots.agent_of(long) is bots.Agent.PERSON
        assert bots.assistant_of("GPTBot/1.1 " + long) == "GPTBot"
    assert bots._agent_of.cache_info().currsize == 1
    assert bots._assistant_of.cache_info().currsize == 1
