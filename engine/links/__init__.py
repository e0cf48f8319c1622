"""Short links in text messages: where they lead, who follows them, and what came of it.

`sms: {text: … {{ link }}, link: https://…}` ─▶ store (a code per message) ─▶ /l/CODE ─▶ click ─▶ target ─▶ order, by its token
"""
