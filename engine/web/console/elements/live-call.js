// <live-call call="ID" csrf="…" nodes='[…]' words='{…}' supervise>: one call that goes on: what is said and decided in it, and what a
// supervisor can do: listen, whisper, force a node, take over, hang up, mark. Texts of people are set as text, never as markup.
class LiveCall extends HTMLElement {
  connectedCallback() {
    this.words = JSON.parse(this.getAttribute("words"));
    this.call = this.getAttribute("call");
    this.innerHTML = `<div class="live-state row"></div><div class="live-acts"></div><p class="live-told" role="status"></p><div class="turns live-turns" role="log" aria-live="off" tabindex="0"></div>`;
    [this.state, this.acts, this.told, this.turns] = this.children;
    if (this.hasAttribute("supervise")) this.buttons();
    this.follow();
  }

  disconnectedCallback() {
    this.gone = true;
    this.feed?.close();
    this.stopListening();
    this.handBack();
  }

  async follow() {
    this.feed = liveSocket("/api/v1/feed");
    const early = [];
    let seen = null;
    const take = (event) => event.attempt_id === this.call && this.take(event);
    this.feed.onmessage = (message) => {
      const told = JSON.parse(message.data);
      if (told.event) seen ? take(told.event) : early.push(told.event);
    };
    await new Promise((opened) => (this.feed.onopen = opened));
    const answer = await fetch(`/api/v1/live/calls/${encodeURIComponent(this.call)}`);
    if (!answer.ok) return this.over();
    const so_far = await answer.json();
    liveText(this.state, "");
    this.state.append(liveBadge(this.words[so_far.call.state] || so_far.call.state, "good live"));
    this.dataset.state = so_far.call.state;
    so_far.events.forEach((event) => this.take(event));
    seen = so_far.events.length;
    const last = so_far.events.at(-1)?.at ?? 0;
    early.filter((event) => event.at > last).forEach(take);
    this.feed.onclose = () => this.gone || this.say(this.words.lost);
  }

  take(event) {
    const said = (value) => this.words.said[value] ?? value;
    const states = { TakenOver: "taken_over", HandedBack: "talking", AgentJoined: "with_agent", ConversationStarted: "talking" };
    if (states[event.type]) {
      this.dataset.state = states[event.type];
      this.state.replaceChildren(liveBadge(this.words[states[event.type]], "good live"));
    }
    if (event.type === "PersonSpoke") {
      const intent = event.intent ? `${event.intent} ${event.confidence.toFixed(2)}` : "";
      this.line(event.at, event.text, [event.node, intent].filter(Boolean).join(" · "), "person");
    } else if (event.type === "BotSpoke") {
      const gap = event.reply_gap_ms === null ? "" : `${event.reply_gap_ms} ms`;
      this.line(event.at, event.text, [event.node, gap, event.interrupted ? this.words.interrupted : ""].filter(Boolean).join(" · "), "bot");
    } else if (event.type === "CallEnded") {
      this.line(event.at, "", `${this.words.over}: ${said(event.disposition)} · ${said(event.cause)}`, "event");
      this.over();
    } else if (this.words[event.type]) {
      const detail = [event.node, event.text, event.tag, event.grade, event.slot && `${event.slot} = ${event.value}`, said(event.answerer), said(event.verdict), event.reason, event.by, event.digit];
      this.line(event.at, "", [this.words[event.type], ...detail].filter(Boolean).join(" · "), "event");
    }
  }

  line(at, text, why, kind) {
    this.began ??= at;
    const line = document.createElement("div");
    line.className = `turn ${kind}`;
    const time = document.createElement("time");
    time.textContent = liveClock(Math.max(0, Math.round(at - this.began)));
    const words = document.createElement("div");
    words.className = "words";
    const said = document.createElement("span");
    said.className = "said";
    said.textContent = text;
    const reason = document.createElement("div");
    reason.className = "why";
    reason.textContent = why;
    words.append(...(text ? [said] : []), reason);
    line.append(time, words);
    const atEnd = this.turns.scrollTop + this.turns.clientHeight > this.turns.scrollHeight - 40;
    this.turns.append(line);
    if (atEnd) this.turns.scrollTop = this.turns.scrollHeight;
  }

  over() {
    this.dataset.state = "over";
    this.state.replaceChildren(liveBadge(this.words.over, ""));
    this.acts.querySelectorAll("button, input, select").forEach((one) => (one.disabled = true));
    this.stopListening();
    this.voice?.close();
    this.gone = true;
    this.feed?.close();
  }

  say(text) {
    this.told.textContent = text;
  }

  buttons() {
    const button = (name, act, kind = "") => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = `button ${kind}`;
      made.dataset.act = name;
      made.textContent = this.words[name];
      made.onclick = act;
      return made;
    };
    const words = document.createElement("input");
    words.className = "live-field";
    words.maxLength = 500;
    words.placeholder = this.words.whisper_hint;
    words.setAttribute("aria-label", this.words.whisper_hint);
    words.onkeydown = (event) => void (event.key === "Enter" && this.whisper(words)); // false would take every other key away
    const node = document.createElement("select");
    node.className = "live-field";
    node.setAttribute("aria-label", this.words.node);
    node.append(...JSON.parse(this.getAttribute("nodes")).map((name) => new Option(name, name)));
    const rows = [
      [button("listen", () => (this.ears ? this.stopListening() : this.listen())), button("take_over", () => (this.voice ? this.handBack() : this.takeOver()), "primary"), button("mark", () => this.order("mark", { note: "" })), button("hang_up", () => confirm(this.words.sure) && this.order("hang-up", {}), "danger")],
      [words, button("whisper", () => this.whisper(words))],
      [node, button("force", () => this.order("node", { node: node.value }))],
    ];
    for (const row of rows) {
      const box = document.createElement("div");
      box.className = "row";
      box.append(...row);
      this.acts.append(box);
    }
  }

  act(name) {
    return this.acts.querySelector(`[data-act="${name}"]`);
  }

  async order(what, body) {
    const answer = await fetch(`/api/v1/live/calls/${encodeURIComponent(this.call)}/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": this.getAttribute("csrf") },
      body: JSON.stringify(body),
    });
    this.say(answer.ok ? this.words.done : (await answer.json()).detail);
    return answer.ok;
  }

  async whisper(field) {
    if (field.value.trim() && (await this.order("whisper", { text: field.value.trim() }))) field.value = "";
  }

  async listen() {
    const ears = (this.ears = {});
    this.act("listen").textContent = this.words.stop_listening;
    ears.sound = await loudspeaker((meter) => {
      this.dataset.loudness = meter.loudness.toFixed(4);
      this.dataset.waitingMs = String(meter.waiting_ms);
    });
    if (this.ears !== ears) return ears.sound.close();
    ears.socket = liveSocket(`/api/v1/live/calls/${encodeURIComponent(this.call)}/sound`);
    ears.socket.binaryType = "arraybuffer";
    ears.socket.onmessage = (message) => {
      if (typeof message.data === "string") return (this.dataset.listening = "");
      ears.sound.play(message.data);
    };
    ears.socket.onclose = (event) => {
      if (event.reason) this.say(event.reason);
      this.stopListening();
    };
  }

  stopListening() {
    const ears = this.ears;
    if (!ears) return;
    this.ears = null;
    delete this.dataset.listening;
    ears.socket?.close();
    ears.sound?.close();
    liveText(this.act("listen"), this.words.listen);
  }

  async takeOver() {
    let socket = null;
    let spoken;
    try {
      spoken = await microphone((packet) => socket?.readyState === WebSocket.OPEN && socket.send(packet), SPOKEN_TO_A_CALL, { sampleRate: 8000 });
    } catch {
      return this.say(this.words.no_microphone);
    }
    socket = this.voice = liveSocket(`/api/v1/live/calls/${encodeURIComponent(this.call)}/voice`);
    this.act("take_over").textContent = this.words.hand_back;
    socket.onclose = (event) => {
      if (event.reason) this.say(event.reason);
      spoken.close();
      this.voice = null;
      liveText(this.act("take_over"), this.words.take_over);
    };
    if (!this.ears) this.listen();
  }

  handBack() {
    if (this.voice?.readyState === WebSocket.OPEN) this.voice.send(JSON.stringify({ hand_back: null }));
    else this.voice?.close();
  }
}

customElements.define("live-call", LiveCall);
