"""Conditions on features as SQL: a CQL2 expression, a box, values of properties.

An expression comes as the JSON of CQL2, from a parser or from outside: what is not listed here is
refused, and so is every comparison of different types, which a database would end as an error.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import shapely
import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, Connection

from gridmap.errors import Text
from gridmap_api.errors import ParameterError
from gridmap_api.store.feature_collections import Collection
from gridmap_api.store.spatial_functions import RELATIONS

GEOMETRY = "geometry"
KINDS = {"text": "text", "date": "text", "int": "number", "float": "number", "bool": "bool"}
LARGEST_EXACT = 2**53
COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
SPATIAL = {f"s_{name}": name for name in RELATIONS}
Expression = Mapping[str, Any]
ShapeReader = Callable[[Mapping[str, Any]], BaseGeometry]
"""Makes a shape in EPSG:4490 of a geometry, or of a box, in an expression."""


@dataclass(frozen=True, slots=True)
class Term:
    """A value in an expression, and its type.

    Attributes
    ----------
    kind : {"text", "number", "bool"}
        The type.
    value : ColumnElement
        The value.
    """

    kind: str
    value: ColumnElement[Any]


def box_condition(
    connection: Connection, collection: Collection, shape: BaseGeometry
) -> ColumnElement[bool]:
    """Return the condition that a feature meets a box.

    Parameters
    ----------
    connection : Connection
        Of the store that is asked.
    collection : Collection
        What is asked.
    shape : BaseGeometry
        The box in EPSG:4490, or what it is when it comes from another CRS.

    Returns
    -------
    ColumnElement of bool
        The condition.
    """
    if connection.dialect.name == "postgresql":
        return sa.func.ST_Intersects(collection.table.c.geom, _placed(shape))
    return _indexed(collection, shape, "gridmap_meets")


def value_condition(collection: Collection, name: str, text: str) -> ColumnElement[bool]:
    """Return the condition that a property has a value.

    Parameters
    ----------
    collection : Collection
        What is asked.
    name : str
        A property of the collection.
    text : str
        The value as an address gives it.

    Returns
    -------
    ColumnElement of bool
        The condition.

    Raises
    ------
    ParameterError
        If the property is of another type.
    """
    kind = KINDS[collection.properties[name].kind]
    column = collection.values[name]
    if kind == "text":
        return column == sa.literal(text)
    if kind == "bool":
        wanted = {"true": True, "false": False}.get(text.lower())
        return column.is_(wanted) if wanted is not None else _refuse_value(name)
    try:
        number = float(text)
    except ValueError:
        _refuse_value(name)
    return column == _number(number).value if math.isfinite(number) else _refuse_value(name)


def _refuse_value(name: str) -> NoReturn:
    raise ParameterError(
        Text(f"属性 {name} 的值类型不对。", f"The value of {name} is of another type."),
        Text("属性的类型见 queryables。", "The types are listed under queryables."),
    )


class Filter:
    """Makes conditions of CQL2 expressions on one collection.

    Parameters
    ----------
    connection : Connection
        Of the store that is asked.
    collection : Collection
        What is asked.
    read_shape : callable
        Makes a shape of a geometry in an expression.
    """

    def __init__(
        self, connection: Connection, collection: Collection, read_shape: ShapeReader
    ) -> None:
        self.is_file = connection.dialect.name == "sqlite"
        self.collection = collection
        self.read_shape = read_shape

    def condition(self, expression: object) -> ColumnElement[bool]:
        """Return the condition that an expression stands for.

        Parameters
        ----------
        expression : JSON value
            CQL2 JSON.

        Returns
        -------
        ColumnElement of bool
            The condition.

        Raises
        ------
        ParameterError
            If it is no condition, or names what is not there.
        """
        if isinstance(expression, bool):
            return sa.true() if expression else sa.false()
        if isinstance(expression, dict) and "property" in expression:
            term = self._term(expression)
            return term.value if term.kind == "bool" else _refuse_types()
        name, parts = _operation(expression)
        if name in {"and", "or"} and len(parts) > 1:
            join = sa.and_ if name == "and" else sa.or_
            return join(*(self.condition(part) for part in parts))
        if name == "not" and len(parts) == 1:
            return sa.not_(self.condition(parts[0]))
        if name in SPATIAL and len(parts) == 2:
            return self._spatial(SPATIAL[name], parts)
        return self._comparison(name, parts)

    def _comparison(self, name: str, parts: Sequence[Any]) -> ColumnElement[bool]:
        if name in COMPARISONS and len(parts) == 2:
            left, right = self._alike(parts)
            if left.kind == "bool" and name not in {"=", "<>"}:
                _refuse_types()
            return sa.type_coerce(COMPARISONS[name](left.value, right.value), sa.Boolean)
        if name == "between" and len(parts) == 3:
            value, low, high = self._alike(parts)
            if value.kind == "bool":
                _refuse_types()
            return value.value.between(low.value, high.value)
        if name == "in" and len(parts) == 2 and isinstance(parts[1], list) and parts[1]:
            value, *others = self._alike([parts[0], *parts[1]])
            return value.value.in_([one.value for one in others])
        if name == "isnull" and len(parts) == 1:
            return self._is_null(parts[0])
        if name == "like" and len(parts) == 2:
            return self._like(parts)
        raise _no_operation()

    def _is_null(self, part: Any) -> ColumnElement[bool]:  # noqa: ANN401
        if part == {"property": GEOMETRY}:
            return self.collection.table.c.geom.is_(None)
        return self._term(part).value.is_(None)

    def _like(self, parts: Sequence[Any]) -> ColumnElement[bool]:
        text, pattern = self._alike(parts)
        inner = (
            parts[1]["args"][0] if isinstance(parts[1], dict) and "args" in parts[1] else parts[1]
        )
        # PostgreSQL ends a pattern whose last character escapes nothing with an error.
        if text.kind != "text" or not isinstance(inner, str) or _escapes_nothing(inner):
            _refuse_types()
        if self.is_file:
            return sa.type_coerce(sa.func.gridmap_like(text.value, pattern.value), sa.Boolean)
        return text.value.like(pattern.value, escape="\\")

    def _spatial(self, relation: str, parts: Sequence[Any]) -> ColumnElement[bool]:
        if parts[0] != {"property": GEOMETRY} or not isinstance(parts[1], dict):
            if parts[1] != {"property": GEOMETRY} or not isinstance(parts[0], dict):
                raise _no_relation()
            relation = {"within": "contains", "contains": "within"}.get(relation, relation)
            parts = [parts[1], parts[0]]
        shape = self.read_shape(parts[1])
        column = self.collection.table.c.geom
        if not self.is_file:
            related: ColumnElement[bool] = getattr(sa.func, f"ST_{relation.capitalize()}")(
                column, _placed(shape)
            )
            return related
        if relation == "disjoint":
            blob = sa.type_coerce(column, sa.LargeBinary)
            return sa.type_coerce(sa.func.gridmap_disjoint(blob, shapely.to_wkb(shape)), sa.Boolean)
        return _indexed(self.collection, shape, f"gridmap_{relation}")

    def _alike(self, parts: Sequence[Any]) -> list[Term]:
        terms = [self._term(part) for part in parts]
        return terms if len({term.kind for term in terms}) == 1 else _refuse_types()

    def _term(self, part: Any) -> Term:  # noqa: ANN401
        if isinstance(part, bool):
            return Term("bool", sa.true() if part else sa.false())
        if isinstance(part, int | float):
            return _number(part)
        if isinstance(part, str) and "\0" not in part:
            return Term("text", sa.literal(part, sa.Text))
        if isinstance(part, dict) and set(part) == {"property"}:
            return self._property(part["property"])
        name, parts = _operation(part)
        if name == "casei" and len(parts) == 1:
            inner = self._term(parts[0])
            lower = sa.func.gridmap_lower if self.is_file else sa.func.lower
            return Term("text", lower(inner.value)) if inner.kind == "text" else _refuse_types()
        raise _no_operation()

    def _property(self, name: object) -> Term:
        if not isinstance(name, str) or name not in self.collection.values:
            raise ParameterError(
                Text("条件中有不存在的属性。", "The filter names a property that is not there."),
                Text("可用的属性见 queryables。", "They are listed under queryables."),
            )
        return Term(KINDS[self.collection.properties[name].kind], self.collection.values[name])


def _operation(expression: object) -> tuple[str, list[Any]]:
    if isinstance(expression, dict) and set(expression) == {"op", "args"}:
        name, parts = expression["op"], expression["args"]
        if isinstance(name, str) and isinstance(parts, list):
            return name.lower(), parts
    raise _no_operation()


def _escapes_nothing(pattern: str) -> bool:
    return (len(pattern) - len(pattern.rstrip("\\"))) % 2 == 1


def _number(value: float) -> Term:
    if isinstance(value, float) and not math.isfinite(value):
        _refuse_types()
    if value == int(value) and abs(value) < LARGEST_EXACT:
        return Term("number", sa.literal(int(value), sa.BigInteger))
    return Term("number", sa.literal(float(value), sa.Double))


def _placed(shape: BaseGeometry) -> ColumnElement[Any]:
    wkb = shapely.to_wkb(shapely.set_srid(shape, 4490), include_srid=True)
    return sa.func.ST_GeomFromEWKB(sa.literal(wkb, sa.LargeBinary))


def _indexed(collection: Collection, shape: BaseGeometry, function: str) -> ColumnElement[bool]:
    """Return the condition that a function holds, which the index of the file narrows first."""
    table = collection.table
    west, south, east, north = shape.bounds
    tree = sa.table(
        f"rtree_{table.name}_geom", *map(sa.column, ("id", "minx", "maxx", "miny", "maxy"))
    )
    near = sa.select(tree.c.id).where(
        # The index holds 32-bit numbers, rounded outwards.
        tree.c.maxx >= west,
        tree.c.minx <= east,
        tree.c.maxy >= south,
        tree.c.miny <= north,
    )
    blob = sa.type_coerce(table.c.geom, sa.LargeBinary)
    call = getattr(sa.func, function)(blob, shapely.to_wkb(shape))
    return sa.and_(table.c.fid.in_(near), sa.type_coerce(call, sa.Boolean))


def _refuse_types() -> NoReturn:
    raise ParameterError(
        Text("条件比较的两边类型不同。", "The filter compares values of different types."),
        Text("属性的类型见 queryables。", "The types are listed under queryables."),
    )


def _no_relation() -> ParameterError:
    return ParameterError(
        Text("空间条件的写法不能用。", "The spatial condition cannot be used."),
        Text(
            "请写成 S_INTERSECTS(geometry, POINT(…)) 这样的形式。",
            "Write it like S_INTERSECTS(geometry, POINT(…)).",
        ),
    )


def _no_operation() -> ParameterError:
    return ParameterError(
        Text("条件中有不支持的运算。", "The filter uses an operator that is not supported."),
        Text(
            "可用：AND、OR、NOT、比较、LIKE、BETWEEN、IN、IS NULL、CASEI 和 S_INTERSECTS 等。",
            "There are AND, OR, NOT, comparisons, LIKE, BETWEEN, IN, IS NULL, CASEI and S_….",
        ),
    )
