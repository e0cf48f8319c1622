"""The forms of what other systems send. A field that is not here is refused by name."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import Field, ValidationError

from engine.inbound.faults import UnfitInput
from engine.inbound.people import Attributes
from engine.store.people.listed import EXTERNAL_ID_MAX, TAG_MAX
from engine.web.forms import Body, Name, Short, Value

BATCH_MAX: Final = 1000
FIELDS_MAX: Final = 200


class PersonBody(Body):
    """What is known of somebody; what is left out stays as it is."""

    number: Short | None = Field(default=None, description="with + and country code, or in the default region's form")
    external_id: Annotated[Short, Field(max_length=EXTERNAL_ID_MAX)] | None = Field(default=None, description="your own id of them")
    name: Short | None = None
    time_zone: Short | None = Field(default=None, description="IANA name of where they live")
    fields: dict[Name, Value] = Field(default={}, max_length=FIELDS_MAX, description="anything else about them")
    tags: list[Annotated[Short, Field(max_length=TAG_MAX)]] = Field(default=[], max_length=FIELDS_MAX)
    consent: bool | None = Field(default=None, description="to be called: given, or taken back")
    sms_consent: bool | None = Field(default=None, description="to be sent messages")

    def attributes(self) -> Attributes:
        return Attributes(
            self.external_id, self.name, self.time_zone, self.fields, tuple(self.tags), self.consent, self.sms_consent
        )


class LeadBody(PersonBody):
    """Somebody to be called. `fields` are the script's variables."""

    number: Short = Field(description="with + and country code, or in the default region's form")


class ManyLeadsBody(Body):
    """Many of them; each is checked by itself, and taken or refused by itself."""

    leads: list[dict[str, Any]] = Field(min_length=1, max_length=BATCH_MAX, description="each as for one lead")


def lead_of(row: dict[str, Any]) -> LeadBody:
    """One of many.

    Raises:
        UnfitInput: the first field that does not fit.
    """
    try:
        return LeadBody.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        raise UnfitInput(".".join(str(part) for part in first["loc"]), first["msg"]) from error
