"""The form by which something is reported: a few fields, and up to three photos."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from gridmap.errors import Text
from gridmap_api.errors import ParameterError, WrongTypeError
from gridmap_api.photos import MOST_BYTES, CleanPhoto, clean_photo, too_large
from gridmap_api.schemas.reports import LONGEST_NOTE, FindingFields

MOST_PHOTOS = 3
ENVELOPE_BYTES = 2**16
PHOTO: dict[str, Any] = {
    "type": "array",
    "items": {"type": "string", "format": "binary"},
    "maxItems": MOST_PHOTOS,
    "description": "JPEG, PNG or WebP; place and other facts in them are not kept.",
}


def form_of(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    """Return what OpenAPI says of a form.

    Parameters
    ----------
    properties : dict
        Its fields.
    required : list of str
        Those that have to be sent.

    Returns
    -------
    dict
        A request body.
    """
    schema = {"type": "object", "properties": properties, "required": required}
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


FORM = form_of(
    {
        "kind": FindingFields.model_json_schema()["properties"]["kind"],
        "note": {"type": "string", "maxLength": LONGEST_NOTE},
        "lon": {"type": "number", "minimum": -180, "maximum": 180},
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "accuracy_m": {"type": "number", "minimum": 0, "maximum": 10**6},
        "place_source": {"type": "string", "enum": ["device", "map"]},
        "hazard_id": {"type": "string", "maxLength": 200},
        "photo": PHOTO,
    },
    ["kind"],
)
PHOTO_FORM = form_of({"photo": PHOTO | {"minItems": 1}}, ["photo"])


@dataclass(frozen=True, slots=True)
class SentForm:
    """What a form has sent.

    Attributes
    ----------
    texts : dict of str to str
        Its fields.
    photos : list of bytes
        The photos as they came.
    """

    texts: dict[str, str]
    photos: list[bytes]

    @property
    def stamp(self) -> list[object]:
        """The same for the same form, to tell a repeated request by."""
        return [self.texts, [hashlib.sha256(one).hexdigest() for one in self.photos]]

    def fields(self) -> FindingFields:
        """Return the fields of something that is reported.

        Returns
        -------
        FindingFields
            As they have to be.

        Raises
        ------
        RequestValidationError
            If one of them is not.
        ParameterError
            If there is neither a word nor a photo.
        """
        try:
            fields = FindingFields.model_validate(self.texts)
        except ValidationError as error:
            faults = [{**one, "loc": ("body", *one["loc"])} for one in error.errors()]
            raise RequestValidationError(faults) from error
        if not fields.note and not self.photos:
            raise ParameterError(
                Text("既没有说明，也没有照片。", "There is neither a word nor a photo."),
                Text("请写一句话，或拍一张照片。", "Write a sentence, or take a photo."),
            )
        return fields

    def cleaned(self) -> tuple[CleanPhoto, ...]:
        """Return the photos drawn anew.

        Returns
        -------
        tuple of CleanPhoto
            In their order.
        """
        return tuple(map(clean_photo, self.photos))


async def read_finding(request: Request, *, photos_only: bool = False) -> SentForm:
    """Return what a form has sent; no more is read than it may have.

    Parameters
    ----------
    request : Request
        The request.
    photos_only : bool
        Whether it is to hold photos and nothing else.

    Returns
    -------
    SentForm
        Fields and photos.

    Raises
    ------
    WrongTypeError
        If it is no form.
    TooLargeError
        If it is larger than three photos.
    ParameterError
        If it is broken off, or a photo stands where a text should, or the other way round.
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise WrongTypeError(
            Text("请求不是带照片的表单。", "The request is no form."),
            Text("请以 multipart/form-data 发送。", "Send it as multipart/form-data."),
        )
    parser = MultiPartParser(
        request.headers, _capped(request.stream()), max_files=MOST_PHOTOS, max_fields=10
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, LookupError) as error:
        raise _broken() from error
    try:
        sent = await _sent(form)
    finally:
        await form.close()
    if photos_only and (sent.texts or not sent.photos):
        raise _broken()
    return sent


async def _sent(form: FormData) -> SentForm:
    texts: dict[str, str] = {}
    photos: list[bytes] = []
    for name, value in form.multi_items():
        if isinstance(value, UploadFile) != (name == "photo"):
            raise _broken()
        if isinstance(value, UploadFile):
            photos.append(await value.read())
        else:
            texts[name] = value
    # A browser sends an empty file where none was chosen.
    return SentForm(texts, [one for one in photos if one])


async def _capped(stream: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    size = 0
    async for piece in stream:
        size += len(piece)
        if size > MOST_PHOTOS * MOST_BYTES + ENVELOPE_BYTES:
            raise too_large()
        yield piece


def _broken() -> ParameterError:
    return ParameterError(
        Text("表单不完整。", "The form is not whole."),
        Text(
            f"请重新发送，照片放在 photo 字段，最多 {MOST_PHOTOS} 张。",
            f"Send it again, with at most {MOST_PHOTOS} photos in the field photo.",
        ),
    )
