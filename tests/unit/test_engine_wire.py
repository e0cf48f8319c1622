"""Messages between processes."""

import asyncio
import socket

import pytest

from engine.call.messages import FromWorker, PlaceCall, Shutdown, ToWorker, WorkerReady
from engine.wire import Channel, WireError

pytestmark = pytest.mark.unit


async def pair() -> tuple[Channel[FromWorker], Channel[ToWorker]]:
    ours, theirs = socket.socketpair()
    return await Channel.over(ours, FromWorker), await Channel.over(theirs, ToWorker)


async def test_messages_arrive_typed_and_in_order_and_the_end_is_seen() -> None:
    engine, worker = await pair()
    sent = [PlaceCall(attempt_id=str(n), number="+15550100001", caller_id=None, variables={"name": "安娜"}) for n in range(50)]
    for message in sent:
        engine.send(message)
    engine.send(Shutdown())
    await engine.close()
    assert [message async for message in worker] == [*sent, Shutdown()]
    await worker.close()


async def test_a_message_of_the_wrong_direction_is_refused() -> None:
    engine, worker = await pair()
    engine.send(WorkerReady(pid=1, sip_address="127.0.0.1:5060"))
    with pytest.raises(WireError):
        await anext(aiter(worker))
    await engine.close()
    await worker.close()


async def test_a_corrupt_length_is_refused() -> None:
    ours, theirs = socket.socketpair()
    worker: Channel[ToWorker] = await Channel.over(theirs, ToWorker)
    await asyncio.get_running_loop().sock_sendall(_nonblocking(ours), b"\xff\xff\xff\xff")
    with pytest.raises(WireError, match="4294967295"):
        await anext(aiter(worker))
    ours.close()
    await worker.close()


def _nonblocking(sock: socket.socket) -> socket.socket:
    sock.setblocking(False)
    return sock
