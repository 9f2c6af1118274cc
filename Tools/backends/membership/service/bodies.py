"""The bodies of requests and responses."""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Generic, Literal, TypeVar
from urllib.parse import parse_qsl

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError

from common.api import StrictBody, Text
from common.bodies import parse, require_json
from common.requests import input_problem

from .problems import Problem, field_invalid
from .requests import LARGEST_ID

_FORM_TYPE = "application/x-www-form-urlencoded"
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?Z", re.ASCII)
_MOST_FIELDS = 20
Item = TypeVar("Item")


def _email(text):
    name, at, domain = text.partition("@")
    if not (name and at and domain) or "@" in domain or any(_is_odd(character) for character in text):
        raise ValueError("not an email address")
    return text


def _is_odd(character):
    return character.isspace() or unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Zs")


def _time(value):
    """Returns a time in UTC without fractions of seconds. They are accepted, because programs in JavaScript send them."""
    if value is None:
        return None
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise ValueError("not a time such as 2026-12-31T00:00:00Z")
    return datetime.strptime(value[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)


def _without_default(schema):
    schema.pop("default", None)


def _optional():
    """Returns a member that may be left out, but not be null."""
    return Field(default=None, json_schema_extra=_without_default)


Name = Annotated[Text, Field(min_length=1, max_length=255)]
Email = Annotated[Text, Field(min_length=3, max_length=254), AfterValidator(_email)]
Password = Annotated[Text, Field(min_length=8, max_length=128)]
FilePath = Annotated[Text, Field(min_length=1, max_length=1000)]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Role = Literal["guest", "admin", "operator"]
Plan = Literal["free", "paid"]
PlanEnd = Annotated[datetime, BeforeValidator(_time)]


class Credentials(StrictBody):
    email: Text
    password: Text


class RefreshToken(StrictBody):
    refresh_token: Text


class NewCorporation(StrictBody):
    name: Name
    plan_type: Plan = "free"
    plan_expired_at: PlanEnd | None = None


class CorporationChange(StrictBody):
    name: Name = _optional()
    plan_type: Plan = _optional()
    plan_expired_at: PlanEnd | None = _optional()


class NewUser(StrictBody):
    email: Email
    password: Password
    role: Role = "guest"
    corporation_id: Id | None = None


class UserChange(StrictBody):
    email: Email = _optional()
    password: Password = _optional()
    role: Role = _optional()
    corporation_id: Id | None = _optional()


class NewVideo(StrictBody):
    name: Name
    file_path: FilePath


class VideoChange(StrictBody):
    name: Name = _optional()
    file_path: FilePath = _optional()


class Tokens(BaseModel):
    access_token: str
    refresh_token: str
    token_type: Literal["bearer"]
    expires_in: int


class Login(BaseModel):
    seq: int
    user_id: int
    created_at: str
    expired_at: str


class Corporation(BaseModel):
    seq: int
    name: str
    plan_type: Plan
    plan_expired_at: str | None
    created_at: str
    updated_at: str


class User(BaseModel):
    seq: int
    email: str
    role: Role
    corporation_id: int | None
    point: int
    created_at: str
    updated_at: str


class Video(BaseModel):
    seq: int
    name: str
    file_path: str | None
    deleted: bool
    corporation_id: int
    created_at: str
    updated_at: str


class ViewLog(BaseModel):
    seq: int
    video_id: int
    user_id: int
    created_at: str


class Page(BaseModel, Generic[Item]):
    items: list[Item]
    total_count: int
    page: int
    page_size: int
    total_pages: int
    has_more: bool


def changes_of(body):
    """Returns the members that a body has."""
    return body.model_dump(exclude_unset=True)


async def credentials_of(request):
    """Returns the credentials in the body of a login: JSON, or a form of OAuth 2.0 (RFC 6749 4.3.2)."""
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type == _FORM_TYPE and len(request.headers.getlist("content-type")) == 1:
        members, names = _form(await request.body()), {"email": "username"}
    else:
        require_json(request)
        members, names = parse(await request.body()), {}
    try:
        return Credentials.model_validate(members)
    except ValidationError as error:
        name = error.errors()[0]["loc"][0]
        problem = input_problem({**error.errors()[0], "loc": ("body", names.get(name, name))})
        raise problem from None


def _form(body):
    """Returns the credentials in a form. Other fields are ignored."""
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Problem("BodyInvalid", "The form is malformed.") from None
    for name in ("username", "password"):
        if [each for each, _ in pairs].count(name) > 1:
            raise field_invalid(name, f"The field {name} is repeated.")
    sent = dict(pairs)
    return {member: sent[name] for member, name in (("email", "username"), ("password", "password")) if name in sent}
