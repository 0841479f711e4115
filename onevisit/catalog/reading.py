"""Reading an item file: YAML in, an ``ItemDefinition`` or Chinese faults out, never a stack trace.

Every scalar of a file is text, so ``type: 01`` and ``value: yes`` mean what they say; numbers and true/false
are recognised where a field asks for them. Aliases, tags and repeated keys are refused.
"""

from __future__ import annotations

import difflib
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError
from yaml.composer import Composer

from onevisit.catalog.definition import ItemDefinition
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence

MAXIMUM_BYTES = 500_000
MAXIMUM_FAULTS = 100


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: in which file, at which field (printed path), and what to do, in Chinese."""

    file: str
    field: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}：{self.field}" if self.field else self.file
        return f"{where}：{self.message}"


class DefinitionError(Refusal):
    """An item file, or several, that can't be taken in. ``faults`` names every place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            "faulty_files",
            Sentence("事项文件有误：\n%(faults)s\n", faults="\n".join(str(fault) for fault in self.faults)),
            clauses=("JH-29", "AS-3.1b"),
            next_step=Sentence("没有导入任何内容，请改好后重新导入。"),
        )


class _UnreadableYamlError(Exception):
    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class _TextLoader(Composer, yaml.CSafeLoader):
    """A YAML loader that keeps every scalar as text; libyaml reads, so that large imports are fast."""

    def __init__(self, stream: str) -> None:
        yaml.CSafeLoader.__init__(self, stream)
        Composer.__init__(self)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: Any = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _UnreadableYamlError(
                "不能使用锚点和引用（& 和 *），请把内容写全", event.start_mark.line + 1
            )
        return super().compose_node(parent, index)


def _text(loader: _TextLoader, node: yaml.Node) -> str | None:
    if not isinstance(node, yaml.ScalarNode):
        raise _UnreadableYamlError("内容写法不对", node.start_mark.line + 1)
    if node.style is None and node.value in {"", "~", "null"}:
        return None
    return str(node.value)


def _sequence(loader: _TextLoader, node: yaml.Node) -> list[Any]:
    if not isinstance(node, yaml.SequenceNode):
        raise _UnreadableYamlError("内容写法不对", node.start_mark.line + 1)
    return loader.construct_sequence(node, deep=True)


def _mapping(loader: _TextLoader, node: yaml.Node) -> dict[str, Any]:
    if not isinstance(node, yaml.MappingNode):
        raise _UnreadableYamlError("内容写法不对", node.start_mark.line + 1)
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key: Hashable = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise _UnreadableYamlError("字段名写法不对", key_node.start_mark.line + 1)
        if key in result:
            raise _UnreadableYamlError(f"字段“{key}”写了两次", key_node.start_mark.line + 1)
        result[key] = loader.construct_object(value_node, deep=True)
    return result


def _refused(loader: _TextLoader, node: yaml.Node) -> Any:
    raise _UnreadableYamlError(f"不能使用标签“{node.tag[:40]}”", node.start_mark.line + 1)


for _tag in ("bool", "int", "float", "null", "timestamp", "str"):
    _TextLoader.add_constructor(f"tag:yaml.org,2002:{_tag}", _text)
_TextLoader.add_constructor("tag:yaml.org,2002:seq", _sequence)
_TextLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
_TextLoader.add_constructor(None, _refused)


def read_yaml(data: bytes, file: str) -> dict[str, Any]:
    """The mapping in a YAML file, every scalar as text. Raises DefinitionError."""
    if len(data) > MAXIMUM_BYTES:
        raise DefinitionError([Fault(file, "", f"文件超过 {MAXIMUM_BYTES // 1000} KB，请拆开或删减")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DefinitionError(
            [Fault(file, "", "不是 UTF-8 编码的文本文件，请另存为 UTF-8 后再导入")]
        ) from error
    try:
        content = yaml.load(text, Loader=_TextLoader)
    except _UnreadableYamlError as error:
        where = f"第 {error.line} 行" if error.line else ""
        raise DefinitionError([Fault(file, where, error.message)]) from error
    except yaml.reader.ReaderError as error:
        message = "含有看不见的控制字符，请删去后重新保存"
        raise DefinitionError([Fault(file, _line_of(text, error.position), message)]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"第 {mark.line + 1} 行" if mark else ""
        raise DefinitionError(
            [Fault(file, where, "YAML 写法有误，请检查缩进、冒号后的空格和引号")]
        ) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise DefinitionError([Fault(file, "", "YAML 写法有误，读不出内容")]) from error
    if not isinstance(content, dict):
        raise DefinitionError([Fault(file, "", "文件里应当是“字段: 值”的形式，现在不是")])
    return content


def _line_of(text: str, position: int) -> str:
    return f"第 {text.count(chr(10), 0, position) + 1} 行"


def read_definition(data: bytes, file: str) -> ItemDefinition:
    """The definition in an item file. Raises DefinitionError with every fault of the file."""
    content = read_yaml(data, file)
    try:
        return ItemDefinition.model_validate(content)
    except ValidationError as error:
        raise DefinitionError(faults_of(error, ItemDefinition, file)) from error


def faults_of(error: ValidationError, model: type[BaseModel], file: str) -> list[Fault]:
    """Turn what pydantic found into Chinese faults at printed field paths."""
    return [fault for _place, fault in placed_faults(error, model, file)]


def placed_faults(
    error: ValidationError, model: type[BaseModel], file: str = ""
) -> list[tuple[tuple[int | str, ...], Fault]]:
    """The same, each with its place in the structure: names of fields and positions in lists."""
    faults = []
    for detail in error.errors(include_url=False)[:MAXIMUM_FAULTS]:
        place = tuple(detail["loc"])
        names, owner = _names(place, model)
        faults.append((place, Fault(file, " › ".join(names), _sentence(detail, place, owner))))
    return faults


def _names(place: tuple[int | str, ...], model: type[BaseModel]) -> tuple[list[str], type[BaseModel]]:
    """The printed path of a fault, and the model that owns its last field."""
    names: list[str] = []
    current: type[BaseModel] | None = model
    owner = model
    for part in place:
        if isinstance(part, int):
            names.append(f"第 {part + 1} 项")
            continue
        if current is None:
            break
        owner = current
        field = current.model_fields.get(part)
        if field is None:
            names.append(str(part)[:40])
            current = None
            continue
        names.append(f"{field.title}（{part}）" if field.title else part)
        current = _model_in(field.annotation)
    return names, owner


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = _model_in(inner)
        if found is not None:
            return found
    return None


def _sentence(detail: Any, place: tuple[int | str, ...], owner: type[BaseModel]) -> str:
    kind: str = detail["type"]
    context: dict[str, Any] = detail.get("ctx") or {}
    if kind == "value_error":
        return str(context.get("error", ""))
    if kind == "extra_forbidden":
        return _unknown_field(str(place[-1]), owner)
    if kind in {"enum", "literal_error"}:
        return _not_among(detail.get("input"), str(context.get("expected", "")))
    if kind == "string_pattern_mismatch":
        return "写法不对，请核对位数和字符（实施编码 31 位，基本编码 12 位）"
    fixed = _FIXED_SENTENCES.get(kind)
    if fixed is not None:
        return fixed.format(**{key: context[key] for key in context if isinstance(key, str)})
    return "内容不对，请对照文件格式说明检查"


_FIXED_SENTENCES = {
    "missing": "缺少这一项，请补上",
    "string_type": "应当是一段文字",
    "string_too_short": "不能为空",
    "string_too_long": "最多 {max_length} 个字，请缩短",
    "too_short": "至少要有 {min_length} 项",
    "tuple_type": "应当是一个列表，每项前面写“- ”",
    "list_type": "应当是一个列表，每项前面写“- ”",
    "model_type": "应当是“字段: 值”的形式",
    "model_attributes_type": "应当是“字段: 值”的形式",
    "dict_type": "应当是“字段: 值”的形式",
    "int_parsing": "应当是整数",
    "int_type": "应当是整数",
    "int_parsing_size": "数字太大",
    "int_from_float": "应当是整数",
    "bool_parsing": "应当写 true（是）或 false（否）",
    "bool_type": "应当写 true（是）或 false（否）",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
}


def _unknown_field(name: str, owner: type[BaseModel]) -> str:
    near = difflib.get_close_matches(name, owner.model_fields, n=1)
    hint = f"，是不是想写“{near[0]}”" if near else ""
    return f"没有“{name[:40]}”这个字段{hint}"


def _not_among(value: object, expected: str) -> str:
    shown = str(value)[:40] if isinstance(value, str | int) else "这个值"
    options = expected.replace(" or ", "、").replace(", ", "、").replace("'", "")
    return f"“{shown}”不在允许的值里，可以写：{options}"
