"""What the outside reaches without an account: short links, the pixel, and what gateways and shops call back."""

from fastapi import APIRouter

from engine.web.public import links

router = APIRouter(include_in_schema=False)
router.include_router(links.router)

__all__ = ["router"]
