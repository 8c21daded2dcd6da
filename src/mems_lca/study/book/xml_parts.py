"""XML parts of a workbook as a stream of events: no document type, no entities, nothing outside, no tree in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol
from xml.sax import SAXException
from xml.sax.handler import ContentHandler


class MalformedError(Exception):
    """A part that is not XML, or (`declares`) that declares a document type or entities."""

    def __init__(self, message: str, *, declares: bool = False) -> None:
        super().__init__(message)
        self.declares = declares


class Events(Protocol):
    """What hears of the elements of a part, by their names without a prefix."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def text(self, text: str) -> None:
        """A piece of text; one text may come in several."""

    def end(self, name: str) -> None:
        """An element ends."""


def check_prolog() -> Callable[[bytes], bool]:
    """A function that takes the part piece by piece and is True once its first element has begun.

    A document type can be declared only before that. Raises MalformedError where one is.
    """
    first = _First()
    feed = _feeder(first)

    def check(chunk: bytes) -> bool:
        try:
            feed(chunk)
        except (ValueError, LookupError) as error:
            # An encoding that nobody knows.
            raise MalformedError(f"is not well-formed XML ({error})") from None
        return first.begun

    return check


def walk(chunks: Iterable[bytes], events: Events) -> Iterator[None]:
    """Feed a part to `events`, giving way after each piece. Raises MalformedError."""
    feed = _feeder(events)
    for chunk in chunks:
        feed(chunk)
        yield
    feed(None)


def read_all(chunks: Iterable[bytes], events: Events) -> None:
    """Feed a whole part to `events`. Raises MalformedError."""
    for _ in walk(chunks, events):
        pass


def _feeder(events: Events) -> Callable[[bytes | None], None]:
    from defusedxml.common import DefusedXmlException
    from defusedxml.expatreader import DefusedExpatParser

    names: dict[str, str] = {}

    class Parser(DefusedExpatParser):
        """Passes elements on by their local names, as writers differ in their prefixes.

        Elements go straight to `events`, which reads a large sheet in two thirds of the time.
        """

        def start_element(self, name: str, attrs: Mapping[str, str]) -> None:
            local = names.get(name)
            if local is None:
                local = names[name] = name.rpartition(":")[2]
            events.start(local, attrs)

        def end_element(self, name: str) -> None:
            events.end(names[name])

    parser = Parser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    parser.setContentHandler(_Text(events))

    def feed(chunk: bytes | None) -> None:
        try:
            if chunk is None:
                parser.close()
            else:
                parser.feed(chunk)
        except _EnoughError:
            return
        except DefusedXmlException:
            message = "declares a document type or entities, which no workbook needs"
            raise MalformedError(message, declares=True) from None
        except SAXException as error:
            raise MalformedError(f"is not well-formed XML ({error.getMessage()})") from None

    return feed


class _Text(ContentHandler):
    """Passes texts on."""

    def __init__(self, events: Events) -> None:
        super().__init__()
        self.events = events

    def characters(self, content: str) -> None:
        self.events.text(content)


class _EnoughError(Exception):
    """The first element has begun."""


class _First:
    """Stops at the first element."""

    def __init__(self) -> None:
        self.begun = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """The first element begins."""
        self.begun = True
        raise _EnoughError

    def text(self, text: str) -> None:
        """No text comes before the first element."""

    def end(self, name: str) -> None:
        """No element ends before one has begun."""
