"""Human agents: who is there, who gets the next person, and how many people may be called for them.

callwright agents ─▶ store ─▶ AgentDesk ◀─▶ Board (pure)          AgentDesk ◀─ AgentWanted, AgentLeft … ─ call workers
                                  └─▶ AgentPace ◀─▶ engine.pacing (pure) ──▶ campaign runner
"""
