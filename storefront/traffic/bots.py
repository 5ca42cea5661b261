"""Telling people, tools and crawlers apart by user agent."""

import re
import sys
import threading
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache


class Agent(StrEnum):
    """Who asks. A tool (a script, a driven browser) may carry a person's order through, so its
    visits are written down, marked; a crawler's are not."""

    PERSON = "person"
    TOOL = "tool"
    CRAWLER = "crawler"


_TOOLS = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/140.0.0.0 Safari/537.36",
    "python-requests/2.32",
    "python-httpx/0.28",
    "Python-urllib/3.11",
    "Python/3.11 aiohttp/3.9",
    "curl/8.5.0",
    "Wget/1.21",
    "Go-http-client/1.1",
    "okhttp/4.12",
    "axios/1.7",
    "node-fetch/1.0",
    "Java/17.0",
    "Apache-HttpClient/4.5",
    "libwww-perl/6.7",
    "PostmanRuntime/7.4",
)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What user agents are recognised by; each assistant's crawler is a group of its own."""

    crawlers: "re.Pattern[str]"
    tools: "re.Pattern[str]"
    assistants: "re.Pattern[str]"
    assistant_names: tuple[str, ...]


LONGEST = 512
"""Letters of a user agent that are read."""

_ALONE = threading.Lock()


def _patterns() -> _Patterns:
    with _ALONE:
        return _read_patterns()


@cache
def _read_patterns() -> _Patterns:
    """One thread at a time: who imports a module while another forgets it gets a KeyError."""
    import crawleruseragents

    entries = crawleruseragents.CRAWLER_USER_AGENTS_DATA
    known = [entry["pattern"] for entry in entries]
    assistants = [entry["pattern"] for entry in entries if "ai-crawler" in entry["tags"]]
    assistants = [one for one in assistants if not re.compile(one).groups]
    sys.modules.pop("crawleruseragents", None)  # it holds 1.4 MB of examples beside its patterns
    tools = [one for one in known if any(re.search(one, agent) for agent in _TOOLS)]
    crawlers = [one for one in known if one not in tools]
    names = [re.escape(agent.split("/")[0]) + "/" for agent in _TOOLS[1:]]
    return _Patterns(
        _any(crawlers),
        _any([*tools, *names]),
        re.compile("|".join(f"({pattern})" for pattern in assistants)),
        tuple(_name(pattern) for pattern in assistants),
    )


def _name(pattern: str) -> str:
    """How a crawler calls itself, from the pattern it is known by: [cC]laude[bB]ot, GPTBot."""
    return re.sub(r"\[\w(\w)\]", r"\1", pattern).partition("[")[0].replace("\\", "").rstrip("/")


def _any(patterns: list[str]) -> "re.Pattern[str]":
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def agent_of(user_agent: str) -> Agent:
    """Who this user agent is."""
    return _agent_of(user_agent[:LONGEST])


def assistant_of(crawler: str) -> str:
    """The name of the AI assistant's reader that this crawler's user agent gives, such as GPTBot;
    empty for a crawler of another kind."""
    return _assistant_of(crawler[:LONGEST])


# Finding it is slow, so answers are remembered; never what is long, for there are 32 KB of header
# that anybody may fill.
@lru_cache(1024)
def _agent_of(user_agent: str) -> Agent:
    known = _patterns()
    if known.crawlers.search(user_agent):
        return Agent.CRAWLER
    return Agent.TOOL if not user_agent or known.tools.search(user_agent) else Agent.PERSON


@lru_cache(256)
def _assistant_of(crawler: str) -> str:
    found = _patterns().assistants.search(crawler)
    return _patterns().assistant_names[(found.lastindex or 1) - 1] if found else ""
