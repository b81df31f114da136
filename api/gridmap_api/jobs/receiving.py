"""The form by which a file is sent to be imported."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import IO, Any

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from gridmap.errors import Text
from gridmap.layers import CONTRACTS
from gridmap_api.errors import ParameterError
from gridmap_api.jobs.uploads import file_name, read_form

LONGEST = 64
YES = {"true": True, "1": True, "false": False, "0": False, "": False}

FORM: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {"type": "string", "format": "binary"},
                    "layer": {"type": "string", "enum": list(CONTRACTS)},
                    "encoding": {"type": "string", "maxLength": LONGEST},
                    "crs": {"type": "string", "maxLength": LONGEST},
                    "estimate": {"type": "boolean", "default": False},
                    "skip_faulty": {"type": "boolean", "default": False},
                },
            }
        }
    },
}
"""What OpenAPI says of it."""


@asynccontextmanager
async def received(
    request: Request,
) -> AsyncIterator[tuple[IO[bytes], str, Mapping[str, Any]]]:
    """Give what a form has sent.

    Parameters
    ----------
    request : Request
        The request.

    Yields
    ------
    file : file
        Open for reading.
    name : str
        The name by which it is kept.
    options : Mapping
        How it is to be read.

    Raises
    ------
    ParameterError
        If the form holds no file, or an option has no value that it may have.
    """
    form = await read_form(request.headers, request.stream())
    try:
        upload = form.get("file")
        if not isinstance(upload, UploadFile):
            raise ParameterError(
                Text("表单里没有文件。", "The form holds no file."),
                Text("请把文件放在 file 字段。", "Send it in the field file."),
            )
        yield upload.file, file_name(upload), _options(form)
    finally:
        await form.close()


def _options(form: FormData) -> dict[str, Any]:
    texts = {name: _text(form, name) for name in ("layer", "encoding", "crs")}
    if texts["layer"] is not None and texts["layer"] not in CONTRACTS:
        raise _unfit("layer", "、".join(CONTRACTS), ", ".join(CONTRACTS))
    return {**texts, **{name: _flag(form, name) for name in ("estimate", "skip_faulty")}}


def _text(form: FormData, name: str) -> str | None:
    value = form.get(name, "")
    if not isinstance(value, str) or len(value) > LONGEST:
        raise _unfit(name, f"不超过 {LONGEST} 个字符的文字", f"a text of at most {LONGEST}")
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
