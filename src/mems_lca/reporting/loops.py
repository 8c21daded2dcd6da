"""Processes that draw each other: strongly connected components of the graph of draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mems_lca.reporting.facts import Link


def components(nodes: Iterable[str], links: Iterable[Link]) -> list[tuple[str, ...]]:
    """Groups of processes that draw each other, directly or not; most groups hold one. In order of the nodes.

    Tarjan's algorithm (SIAM J. Comput. 1(2), 1972), with a stack of its own instead of recursion.
    """
    ordered = list(nodes)
    edges: dict[str, list[str]] = {node: [] for node in ordered}
    for link in links:
        edges[link.consumer].append(link.supplier)
    finder = _Finder(edges)
    for node in ordered:
        finder.visit(node)
    position = {node: index for index, node in enumerate(ordered)}
    groups = [tuple(sorted(group, key=position.__getitem__)) for group in finder.found]
    return sorted(groups, key=lambda group: position[group[0]])


class _Finder:
    """The state of the search."""

    def __init__(self, edges: Mapping[str, list[str]]) -> None:
        self._edges = edges
        self._index: dict[str, int] = {}
        self._low: dict[str, int] = {}
        self._stack: list[str] = []
        self._on_stack: set[str] = set()
        self.found: list[list[str]] = []

    def visit(self, root: str) -> None:
        """Searches everything that can be reached from a node, unless it was seen."""
        if root in self._index:
            return
        self._enter(root)
        work = [(root, iter(self._edges[root]))]
        while work:
            node, following = work[-1]
            for other in following:
                if other not in self._index:
                    self._enter(other)
                    work.append((other, iter(self._edges[other])))
                    break
                if other in self._on_stack:
                    self._low[node] = min(self._low[node], self._index[other])
            else:
                work.pop()
                self._leave(node)
                if work:
                    parent = work[-1][0]
                    self._low[parent] = min(self._low[parent], self._low[node])

    def _enter(self, node: str) -> None:
        self._index[node] = self._low[node] = len(self._index)
        self._stack.append(node)
        self._on_stack.add(node)

    def _leave(self, node: str) -> None:
        if self._low[node] != self._index[node]:
            return
        group: list[str] = []
        while not group or group[-1] != node:
            group.append(self._stack.pop())
            self._on_stack.discard(group[-1])
        self.found.append(group)
