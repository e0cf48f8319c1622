"""Campaigns that run inside `callwright serve`: several at once, watched as they go, with a supervisor's hand on each call.

LiveCampaigns ── starts, stops and resumes runs; each has workers of its own, all share the store and the speech server
     │ what happens
     ▼
   Feed ──▶ LiveCalls (state, last words, alerts of each call) ──▶ wall        Supervisor ── orders ─▶ pool ─▶ worker ─▶ call
     └────▶ whoever else subscribes                                            Listeners ◀─ sound ── pool
"""
