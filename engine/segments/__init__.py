"""Segments: people chosen by a filter over what is known of them, e.g. `grade >= B and last_call > 30d and not clicked`.

text ─ grammar ─▶ tree ─ binding: fields and types ─▶ expression ─┬─ sql ─▶ a query over all customers
                                                                  └─ judging ─▶ yes or no for one, and why: explaining

A comparison with something that is missing is false, whichever way it is put; so `not` of it is true. Both ways of answering agree,
on both databases: tests hold random filters over random people against each other.
"""
