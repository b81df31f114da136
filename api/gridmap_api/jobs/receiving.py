"""The form by which files are sent to be imported, or to be looked at first."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import IO, Any

from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from gridmap.errors import Text
from gridmap.io.choices import TableChoice
from gridmap.layers import CONTRACTS
from gridmap_api.errors import ParameterError
from gridmap_api.jobs.uploads import MOST_FILES, named_files, read_form
from gridmap_api.schemas.imports import LONGEST_STATED, ImportChoices
from gridmap_api.settings import Settings

LONGEST_OPTIONS = 2**18
YES = {"true": True, "1": True, "false": False, "0": False, "": False}

FORM: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {
                    "file": {
                        "type": "array",
                        "items": {"type": "string", "format": "binary"},
                        "maxItems": MOST_FILES,
                        "description": "Files; the parts of a Shapefile may come one by one.",
                    },
                    "upload_id": {
                        "type": "string",
                        "maxLength": LONGEST_STATED,
                        "description": "Instead of files: those of a preview of the last hour.",
                    },
                    "options": {
                        "type": "string",
                        "maxLength": LONGEST_OPTIONS,
                        "contentMediaType": "application/json",
                        "description": "What is said of single tables: `ImportChoices` as JSON.",
                    },
                    "layer": {"type": "string", "enum": list(CONTRACTS)},
                    "encoding": {"type": "string", "maxLength": LONGEST_STATED},
                    "crs": {"type": "string", "maxLength": LONGEST_STATED},
                    "estimate": {"type": "boolean", "default": False},
                    "skip_faulty": {"type": "boolean", "default": False},
                },
            }
        }
    },
}
"""What OpenAPI says of it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form has sent.

    Attributes
    ----------
    files : list of (str, file)
        Names by which they are kept, and the files, open for reading.
    upload_id : str or None
        The preview that has the files, where none were sent.
    options : Mapping
        How they are to be read, as JSON values.
    """

    files: list[tuple[str, IO[bytes]]] = field(default_factory=list)
    upload_id: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@asynccontextmanager
async def received(request: Request) -> AsyncIterator[Sent]:
    """Give what a form has sent.

    Parameters
    ----------
    request : Request
        The request.

    Yields
    ------
    Sent
        The files and how they are to be read.

    Raises
    ------
    ParameterError
        If the form holds no file, or an option has no value that it may have.
    """
    form = await read_form(request.headers, request.stream())
    try:
        uploads = [one for one in form.getlist("file") if isinstance(one, UploadFile)]
        upload_id = _text(form, "upload_id")
        if bool(uploads) == (upload_id is not None):
            raise ParameterError(
                Text(
                    "表单里没有文件，或同时给出了文件和 upload_id。",
                    "The form holds no file, or files and an upload_id at once.",
                ),
                Text("请把文件放在 file 字段。", "Send them in the field file."),
            )
        settings: Settings = request.app.state.settings
        options = {**_options(form), "unshift": settings.unshift}
        yield Sent(named_files(uploads), upload_id, options)
    finally:
        await form.close()


def _options(form: FormData) -> dict[str, Any]:
    texts = {name: _text(form, name) for name in ("layer", "encoding", "crs")}
    if texts["layer"] is not None and texts["layer"] not in CONTRACTS:
        raise _unfit("layer", "、".join(CONTRACTS), ", ".join(CONTRACTS))
    flags = {name: _flag(form, name) for name in ("estimate", "skip_faulty")}
    return {**texts, **flags, **_choices(form)}


def _choices(form: FormData) -> dict[str, Any]:
    text = _text(form, "options", longest=LONGEST_OPTIONS) or "{}"
    try:
        said = ImportChoices.model_validate_json(text)
    except ValidationError as error:
        raise _unfit("options", "ImportChoices 的 JSON（见 /docs）", "ImportChoices") from error
    tables = [one.model_dump() for one in said.tables]
    for table in tables:
        TableChoice(**table)
    return {"tables": tables, "whole": list(said.whole)}


def _text(form: FormData, name: str, *, longest: int = LONGEST_STATED) -> str | None:
    value = form.get(name, "")
    if not isinstance(value, str) or len(value) > longest:
        raise _unfit(name, f"不超过 {longest} 个字符的文字", f"a text of at most {longest}")
    return value or None


def _flag(form: FormData, name: str) -> bool:
    value = form.get(name, "")
    if not isinstance(value, str) or value.lower() not in YES:
        raise _unfit(name, "true、false", "true or false")
    return YES[value.lower()]


def _unfit(name: str, values: str, en: str) -> ParameterError:
    return ParameterError(
        Text(f"字段 {name} 的值不能用。", f"The field {name} has a value that cannot be used."),
        Text(f"可用的值：{values}。", f"It may be {en}."),
    )
