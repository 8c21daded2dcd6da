"""YAML text to plain data with the line of every key; what makes a file other than it looks is refused."""

from __future__ import annotations

from typing import Any

from mems_lca.errors import Place, StudyError

MAX_DEPTH = 40
_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "str", "int", "float", "bool", "null"))
# A date is kept as its text, which the models read; `<<` merges keys and is refused with the other machinery.
_TEXT_TAGS = frozenset({"tag:yaml.org,2002:timestamp"})


def read_yaml(content: str, file: str, positions: dict[tuple[Any, ...], int]) -> Any:
    """Plain data of one YAML 1.2 document; fills `positions` with the line of each key and item.

    Raises StudyError for invalid YAML, anchors and aliases, tags, duplicate keys, and nesting beyond 40 levels.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    yaml = YAML(typ="safe", pure=True)
    try:
        node = yaml.compose(content)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = f"not valid YAML: {error.problem or error.context or 'syntax error'}"
        raise StudyError.single("yaml", message, place=Place(file, mark.line + 1 if mark else None)) from None
    except (YAMLError, ValueError) as error:
        raise StudyError.single("yaml", str(error).splitlines()[0], place=Place(file)) from None
    except RecursionError:
        message = f"nested deeper than {MAX_DEPTH} levels"
        raise StudyError.single("yaml_depth", message, place=Place(file)) from None
    return None if node is None else _Builder(yaml.constructor, file, positions).build(node, ())


class _Builder:
    """Plain data from the composed nodes."""

    def __init__(self, constructor: Any, file: str, positions: dict[tuple[Any, ...], int]) -> None:
        self.constructor = constructor
        self.file = file
        self.positions = positions

    def build(self, node: Any, path: tuple[Any, ...]) -> Any:
        """The value of a node."""
        self._refuse_machinery(node, path)
        if node.id == "mapping":
            return self._mapping(node, path)
        if node.id == "sequence":
            for index, item in enumerate(node.value):
                self.positions[(*path, index)] = self._line(item)
            return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: Any, path: tuple[Any, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if key_node.id != "scalar":
                raise self._error("yaml", "a key is a plain text", key_node)
            self._refuse_machinery(key_node, path)
            key = str(key_node.value)
            if key in found:
                raise self._error("yaml_duplicate", f"the key {key!r} stands twice", key_node)
            self.positions[(*path, key)] = self._line(key_node)
            found[key] = self.build(value_node, (*path, key))
        return found

    def _scalar(self, node: Any) -> Any:
        kind = str(node.tag).rsplit(":", 1)[-1]
        if kind in ("str", "timestamp"):
            return str(node.value)
        try:
            return getattr(self.constructor, f"construct_yaml_{kind}")(node)
        except ValueError:
            return str(node.value)

    def _refuse_machinery(self, node: Any, path: tuple[Any, ...]) -> None:
        if node.anchor:
            raise self._error("yaml_alias", "anchors and aliases are not read: write the value out", node)
        if str(node.tag) not in _PLAIN_TAGS | _TEXT_TAGS:
            raise self._error("yaml_tag", f"the tag {node.tag} is not read", node)
        if len(path) > MAX_DEPTH:
            raise self._error("yaml_depth", f"nested deeper than {MAX_DEPTH} levels", node)

    def _line(self, node: Any) -> int:
        return int(node.start_mark.line) + 1

    def _error(self, code: str, message: str, node: Any) -> StudyError:
        return StudyError.single(code, message, place=Place(self.file, self._line(node)))
