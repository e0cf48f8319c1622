"""From what somebody plans to a campaign that runs: everything that can be refused is refused before anybody is dialled.

    plan, lists, script ─▶ `preparing` ─▶ `preflight` ─▶ `writing` ─▶ `running` ─▶ `engine.campaign`, call workers, speech server

`beginning` does the first three. `offering` and `variants` find whom a plan calls with what, `errands` what its script asks of
others, `trunks` the gateways that it names; `workers` starts the processes that call, `outboxes` hands over what calls leave:
text messages, say; `previewing` says what one person would hear, `plan_checks` what a plan lacks that a script needs.
`engine.app` runs one campaign and is done, `engine.live` several.
"""
