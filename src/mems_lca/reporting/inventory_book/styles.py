"""How the cells of the inventory workbook look, and which of them may be filled in."""

from __future__ import annotations

from typing import Any, Final

INK, PALE, LINE, GREY = "#1F3B57", "#E8EEF4", "#C9D2DB", "#7A8590"
INPUT, UNIT, PREFILLED, MISSING = "#FFF8DC", "#FFFCEF", "#F4F8FC", "#F4A582"
_FRAME = {"border": 1, "border_color": LINE, "valign": "top"}
_OPEN = {"locked": False, **_FRAME}
_TEXT = {"num_format": "@"}

STYLES: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 18, "font_color": INK},
    "subtitle": {"font_size": 12, "font_color": "#44546A"},
    "section": {"bold": True, "font_size": 13, "font_color": INK, "bottom": 2, "bottom_color": INK},
    "about": {"font_color": "#44546A"},
    "plain": {"valign": "top"},
    "strong": {"bold": True, "valign": "top"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "link": {"font_color": "#0B5FA5", "underline": 1, "valign": "top"},
    "link_cell": {"font_color": "#0B5FA5", "underline": 1, **_FRAME},
    "group": {"bold": True, "font_color": INK, "bg_color": PALE, **_FRAME},
    "text_sample": {"bg_color": INPUT, "font_color": "#0B3D91", **_FRAME},
    "doubt": {"bg_color": "#FFD966", **_FRAME},
    "example": {"italic": True, "font_color": GREY, "num_format": "@", "bottom": 4, "bottom_color": LINE},
    "head": {"bold": True, "font_color": "#FFFFFF", "bg_color": INK, "text_wrap": True, "valign": "vcenter",
             "border": 1, "border_color": "#FFFFFF"},
    "head_required": {"bold": True, "font_color": "#FFFFFF", "bg_color": "#B4481E", "text_wrap": True,
                      "valign": "vcenter", "border": 1, "border_color": "#FFFFFF"},
    "head_info": {"bold": True, "font_color": "#44546A", "bg_color": "#D9DEE4", "text_wrap": True,
                  "valign": "vcenter", "border": 1, "border_color": "#FFFFFF"},
    "head_preview": {"bold": True, "font_color": "#44546A", "bg_color": "#D9DEE4"},
    "text": {"bg_color": INPUT, "font_color": "#0B3D91", "text_wrap": True, **_TEXT, **_OPEN},
    "number": {"bg_color": INPUT, "font_color": "#0B3D91", "align": "right", **_OPEN},
    "date": {"bg_color": INPUT, "font_color": "#0B3D91", "num_format": "yyyy-mm-dd", "align": "left", **_OPEN},
    "moment": {"bg_color": INPUT, "font_color": "#0B3D91", "num_format": "yyyy-mm-dd hh:mm", "align": "left", **_OPEN},
    "text_below": {"locked": False, **_TEXT},
    "number_below": {"locked": False},
    "date_below": {"locked": False, "num_format": "yyyy-mm-dd"},
    "moment_below": {"locked": False, "num_format": "yyyy-mm-dd hh:mm"},
    "unit": {"bg_color": UNIT, "font_color": "#44546A", "align": "left", "indent": 1, **_TEXT, **_OPEN},
    "prefilled": {"bg_color": PREFILLED, "font_color": INK, **_TEXT, **_OPEN},
    "prefilled_too": {"bg_color": "#FFFFFF", "font_color": INK, **_TEXT, **_OPEN},
    "label": {"bold": True, "font_color": INK, "text_wrap": True, **_FRAME},
    "label_required": {"bold": True, "font_color": "#B4481E", "text_wrap": True, **_FRAME},
    "info": {"font_color": GREY, "bg_color": "#F5F5F5", "font_size": 9, "num_format": "@", **_FRAME},
    "info_wrapped": {"font_color": GREY, "bg_color": "#F5F5F5", "font_size": 9, "num_format": "@", "text_wrap": True,
                     **_FRAME},
    "info_number": {"font_color": GREY, "bg_color": "#F5F5F5", "font_size": 9, "align": "right", **_FRAME},
    "cell": {**_FRAME, "text_wrap": True},
    "count": {**_FRAME, "align": "right"},
    "state": {**_FRAME, "bold": True, "align": "center"},
    "result": {**_FRAME, "align": "right", "bold": True, "bg_color": PALE},
    "result_text": {**_FRAME, "bg_color": PALE},
    "missing": {"bg_color": MISSING, **_FRAME},
    "list": {**_FRAME, "num_format": "@", "font_size": 9},
    "list_label": {**_FRAME, "num_format": "@", "font_size": 9, "font_color": GREY},
    "list_number": {**_FRAME, "font_size": 9, "font_color": GREY},
}  # fmt: skip
_MARKS: Final = {
    "missing": {"bg_color": MISSING},
    "doubt": {"bg_color": "#FFD966"},
    "good": {"bg_color": "#E2EFDA", "font_color": "#375623"},
    "bad": {"bg_color": "#F8CBAD", "font_color": "#9C0006"},
    "quiet": {"font_color": GREY},
}
_OPEN_STYLES: Final = frozenset(name for name, shape in STYLES.items() if shape.get("locked") is False)


class Styles:
    """Formats of one workbook, each made once."""

    def __init__(self, workbook: Any, font: str) -> None:
        self._workbook, self._font = workbook, font
        self._made: dict[tuple[str, ...], Any] = {}

    def __call__(self, name: str, number_format: str = "") -> Any:
        """The format of a style, with another number format where one is given."""
        key = (name, number_format)
        if key not in self._made:
            shape = {"font_name": self._font, "font_size": 10, **STYLES[name]}
            if number_format:
                shape["num_format"] = number_format
            self._made[key] = self._workbook.add_format(shape)
        return self._made[key]

    def mark(self, name: str) -> Any:
        """The format of a conditional mark."""
        if ("mark", name) not in self._made:
            self._made["mark", name] = self._workbook.add_format(_MARKS[name])
        return self._made["mark", name]


def is_open(style: str) -> bool:
    """Whether cells of a style may be filled in."""
    return style in _OPEN_STYLES
