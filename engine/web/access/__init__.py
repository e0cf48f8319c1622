"""Who may use the console and the API, and what they may do.

request ─▶ SecurityHeaders ─▶ RateLimit ─▶ BodyLimit ─▶ Gate ─▶ endpoint or page
                                                          │         └ says who may: allowed(…), signed_in, open_to_all(why)
                                                          └ not signed in: /sign-in, or 401

An endpoint of the API, below `/api` (which the gate leaves to its endpoints):

    @router.get("/api/v1/campaigns")
    def campaigns(actor: Annotated[Actor, Depends(allowed(Permission.CAMPAIGNS_READ))]) -> …

A page of the console, behind the gate; it works the same, as `ui.page` reads dependencies like any endpoint:

    @ui.page("/campaigns")
    def campaigns(actor: Annotated[Actor, Depends(allowed(Permission.CAMPAIGNS_READ))]) -> None: …

`current_account(request)` gives the actor of a page without asking for a permission; `actor.may(Permission.X)` decides what is
shown; `actor.number(…)` and `actor.text(…)` show telephone numbers as this one may see them; `actor.csrf` goes into forms and, as
`X-CSRF-Token`, with requests of scripts that change something; `access_of(request).still_signed_in(actor)` is for what is done on
pages that stay open, `still_admits(request, actor)` for what they show by themselves. Signing out is a POST of `csrf` (and maybe
`everywhere`) to `/sign-out`. What somebody does is written down in the transaction that does it:
`audit.record(session, actor.deed("campaign.paused", "campaign spring"), at)`.

A path that knows its callers by other means, or is public, is named among `open_paths` in `engine.web.app`, and its endpoints state
`open_to_all("why")`. A WebSocket takes the same dependencies.
"""

from engine.web.access.access import Access, NotSignedIn, access_of, address_of
from engine.web.access.actor import Actor
from engine.web.access.guards import NotAllowed, allowed, current_account, open_to_all, signed_in
from engine.web.access.guessing import TooManyNumbers, count_lookup
from engine.web.access.installing import explain_refusals, install_access
from engine.web.access.permissions import Permission, Role

__all__ = [
    "Access",
    "Actor",
    "NotAllowed",
    "NotSignedIn",
    "Permission",
    "Role",
    "TooManyNumbers",
    "access_of",
    "address_of",
    "allowed",
    "count_lookup",
    "current_account",
    "explain_refusals",
    "install_access",
    "open_to_all",
    "signed_in",
]
