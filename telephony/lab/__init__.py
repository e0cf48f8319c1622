"""Lab phones: simulated people on real SIP endpoints, for the demo, the tests and the load generator.

A phone book (YAML, `telephony.lab.book`) says what each number does: ring out, be busy, answer and talk, interrupt, press a key.
`telephony.lab.lab.Lab` starts processes that answer those numbers on loopback and collects what every phone saw of its call.
"""
