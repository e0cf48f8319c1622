"""Supervisors' orders that a worker has not answered yet."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from engine.call.orders import Order, OrderAnswered, OrderRefused

ORDER_TIMEOUT_S: Final = 15.0
"""Words have to be synthesized first."""


class PendingOrders:
    """Each is answered once."""

    def __init__(self) -> None:
        self._answers: dict[int, asyncio.Future[None]] = {}

    async def give(self, order: Order, send: Callable[[Order], None]) -> None:
        """Sends an order; returns when it was carried out.

        Raises:
            OrderRefused: it cannot be, or nobody answers.
        """
        answered = self._answers[order.order_id] = asyncio.get_running_loop().create_future()
        try:
            send(order)
            async with asyncio.timeout(ORDER_TIMEOUT_S):
                await answered
        except TimeoutError:
            raise OrderRefused(f"the worker has not answered within {ORDER_TIMEOUT_S:g} s") from None
        finally:
            del self._answers[order.order_id]

    def answered(self, answer: OrderAnswered) -> None:
        """The worker has answered; one that nobody waits for any more is let go."""
        waiting = self._answers.get(answer.order_id)
        if waiting is None or waiting.done():
            return
        if answer.refusal is None:
            waiting.set_result(None)
        else:
            waiting.set_exception(OrderRefused(answer.refusal))
