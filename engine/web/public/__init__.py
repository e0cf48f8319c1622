"""What the outside reaches without an account: short links, the pixel, and what gateways and shops call back."""

from fastapi import APIRouter

from engine.web.public import gateways, hooks, links, pixel

router = APIRouter(include_in_schema=False)
for part in (links, pixel, hooks, gateways):
    router.include_router(part.router)

__all__ = ["router"]
