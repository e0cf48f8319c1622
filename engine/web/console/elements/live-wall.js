// <live-wall words='{…}'>: all calls that go on, one picture each second over a WebSocket. Rows are kept and changed in place, so
// that a hundred calls cost little and a reader's place is not lost. `words` holds every text, in the reader's language;
// what stands within is shown while there are no calls.
class LiveWall extends HTMLElement {
  connectedCallback() {
    this.words = JSON.parse(this.getAttribute("words"));
    this.rows = new Map();
    this.none = this.firstElementChild;
    const parts = `<p class="soft" role="status" hidden></p><div class="wall-health" aria-live="polite"></div><div class="wall-calls" role="list"></div>`;
    this.none.insertAdjacentHTML("beforebegin", parts);
    [this.lost, this.health, this.list] = this.children;
    this.open();
  }

  disconnectedCallback() {
    this.closed = true;
    this.socket?.close();
  }

  open() {
    this.socket = liveSocket("/api/v1/live/wall");
    this.socket.onmessage = (message) => this.show(JSON.parse(message.data));
    this.socket.onclose = (event) => {
      this.dataset.state = "lost";
      this.lost.hidden = false;
      this.lost.textContent = event.code === 4409 ? event.reason : this.words.lost;
      if (!this.closed && event.code !== 4409) setTimeout(() => this.open(), 2000);
    };
  }

  show(picture) {
    this.dataset.state = "live";
    this.health.replaceChildren(...picture.runs.map((run) => this.run(run)));
    const order = [...picture.calls].sort((one, other) => other.alerts.length - one.alerts.length || other.seconds - one.seconds);
    const here = new Set(order.map((call) => call.attempt_id));
    for (const [id, row] of this.rows) if (!here.has(id)) this.rows.delete(id), row.remove();
    order.forEach((call, index) => {
      const row = this.rows.get(call.attempt_id) || this.row(call);
      this.fill(row, call);
      if (this.list.children[index] !== row) this.list.insertBefore(row, this.list.children[index] || null);
    });
    this.lost.hidden = true;
    this.none.hidden = order.length > 0;
  }

  row(call) {
    const row = document.createElement("a");
    row.className = "wall-call";
    row.setAttribute("role", "listitem");
    row.href = `/wall/${encodeURIComponent(call.attempt_id)}`;
    row.innerHTML = `<span class="badge"></span><b></b><span class="number"></span><span class="soft where"></span><span class="words"></span><span class="tags"></span>`;
    this.rows.set(call.attempt_id, row);
    return row;
  }

  fill(row, call) {
    const [badge, number, length, where, words, tags] = row.children;
    liveText(badge, this.words[call.state] || call.state);
    badge.className = `badge ${{ talking: "good live", taken_over: "accent live", with_agent: "accent" }[call.state] || ""}`;
    liveText(number, call.number);
    liveText(length, liveClock(call.seconds));
    liveText(where, [call.campaign, call.node, call.held_by].filter(Boolean).join(" · "));
    liveText(words, call.last_words ? `${call.by_person ? this.words.person : this.words.bot}: ${call.last_words}` : "");
    const said = [...call.alerts, ...(call.marked ? ["marked"] : [])].join();
    if (tags.dataset.said !== said) {
      tags.dataset.said = said;
      tags.replaceChildren(...(said ? said.split(",") : []).map((one) => liveBadge(this.words[one], one === "marked" ? "accent" : "bad")));
    }
    row.classList.toggle("alarmed", call.alerts.length > 0);
  }

  run(run) {
    const card = document.createElement("div");
    card.className = "wall-run";
    const name = document.createElement("b");
    name.textContent = run.campaign;
    const tone = { running: "good live", failed: "bad", preparing: "warn" }[run.state] || "";
    const free = run.workers.reduce((sum, worker) => sum + worker.free_lines, 0);
    const ticks = run.workers.reduce((sum, worker) => sum + worker.media_ticks, 0);
    const late = run.workers.reduce((sum, worker) => sum + worker.late_ticks, 0);
    const facts = run.state === "running"
      ? [`${run.calls}/${run.lines} ${this.words.calls}`, `${free} ${this.words.free}`, `${ticks ? ((100 * late) / ticks).toFixed(2) : 0} % ${this.words.late}`]
      : [run.detail];
    if (run.worker_restarts) facts.push(`${run.worker_restarts} ${this.words.restarts}`);
    const told = document.createElement("span");
    told.className = "soft";
    told.textContent = facts.filter(Boolean).join(" · ");
    const shut = run.trunks.filter((trunk) => !trunk.taking_calls).map((trunk) => liveBadge(`${trunk.trunk}: ${this.words.refuses}`, "bad"));
    card.append(name, liveBadge(this.words[run.state] || run.state, tone), told, ...shut);
    return card;
  }
}

function liveSocket(path) {
  return new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`);
}

function liveText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function liveBadge(text, tone) {
  const badge = document.createElement("span");
  badge.className = `badge ${tone}`;
  badge.textContent = text;
  return badge;
}

function liveClock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

customElements.define("live-wall", LiveWall);
