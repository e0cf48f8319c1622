class Command:
    command: str
    status: int
    sequence: int
    message_id: bytes | str | None
    short_message: bytes | None
    source_addr: bytes | None
    destination_addr: bytes | None
    esm_class: int | None
    data_coding: int | None
    receipted_message_id: bytes | None
    message_state: int | None
    message_payload: bytes | None
    system_id: bytes | None
    password: bytes | None
    registered_delivery: int | None
    def generate(self) -> bytes: ...
