// <agent-phone device="sip|browser" phone words='{…}'>: where an agent takes calls. In a browser: checks the microphone, rings, brings
// the sound of the call and takes the agent's. `phone`: they have a SIP phone, too. Tells the page `agent_device` when another is chosen;
// `use(device)` begins to use it.
class AgentPhone extends HTMLElement {
  connectedCallback() {
    this.words = JSON.parse(this.getAttribute("words"));
    this.innerHTML = `<div class="row"><span class="badge"></span><span class="phone-acts row"></span><meter class="recorder-level" min="0" max="1" low="0.02" high="0.9" optimum="0.4" value="0" hidden></meter></div><p class="live-told" role="status"></p>`;
    [this.badge, this.acts, this.level] = this.firstElementChild.children;
    this.told = this.lastElementChild;
    this.level.setAttribute("aria-label", this.words.level);
    this.stay = (event) => this.inCall && event.preventDefault();
    addEventListener("beforeunload", this.stay);
    this.use(this.getAttribute("device"));
  }

  disconnectedCallback() {
    removeEventListener("beforeunload", this.stay);
    this.disconnect();
  }

  get inCall() {
    return this.dataset.state === "picked_up" || this.dataset.state === "joined";
  }

  use(device) {
    this.disconnect();
    this.setAttribute("device", device);
    if (device === "browser") this.connect();
    else this.enter("elsewhere");
  }

  connect() {
    const socket = (this.socket = liveSocket("/api/v1/agent/phone"));
    socket.binaryType = "arraybuffer";
    socket.onmessage = (message) => {
      if (typeof message.data === "string") this.take(JSON.parse(message.data));
      else this.sound?.play(message.data);
    };
    socket.onclose = (event) => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.silence();
      if (this.dataset.state === "replaced") return;
      this.enter("lost");
      if (event.reason) this.say(event.reason);
      this.again = setTimeout(() => this.connect(), 2000);
    };
  }

  disconnect() {
    clearTimeout(this.again);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.silence();
  }

  take(told) {
    if (told.state === "ringing") this.returnable = told.returnable;
    this.enter(told.state);
    if (told.state === "ringing") {
      this.prepare().catch(() => {}); // told by `pickUp`
      if (told.auto_answer) this.pickUp();
    } else if (told.state === "idle") {
      this.silence();
    }
  }

  enter(state) {
    const acts = {
      elsewhere: [["check", () => this.check(), ""]],
      idle: [["check", () => this.check(), ""], ...(this.hasAttribute("phone") ? [["to_phone", () => emitEvent("agent_device", "sip"), ""]] : [])],
      checking: [["to_browser", () => this.checked(), "primary"], ["cancel", () => this.use(this.getAttribute("device")), ""]],
      ringing: [["pick_up", () => this.pickUp(), "primary"], ["decline", () => this.act("decline"), "danger"]],
      picked_up: [["join", () => this.act("join"), "primary"], ["hang_up", () => this.act("hang_up"), "danger"]],
      joined: [["mute", () => this.mute(), ""], ...(this.returnable ? [["give_back", () => this.act("give_back"), ""]] : []), ["hang_up", () => this.act("hang_up"), "danger"]],
      replaced: [["here", () => this.use("browser"), ""]],
      lost: [],
    };
    this.dataset.state = state;
    this.badge.className = `badge ${{ idle: "good", ringing: "accent live", picked_up: "good live", joined: "good live", lost: "bad", replaced: "bad" }[state] || ""}`;
    this.badge.textContent = this.words[`state_${state}`];
    this.level.hidden = state !== "checking";
    this.muted = false;
    this.say("");
    const buttons = acts[state].map(([name, act, kind]) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: `button ${kind}`, textContent: this.words[name], onclick: act });
      button.dataset.act = name;
      return button;
    });
    this.acts.replaceChildren(...buttons);
    if (state === "ringing" && document.activeElement === document.body) buttons[0].focus(); // who types goes on typing
  }

  say(text) {
    this.told.textContent = text;
  }

  act(name) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ act: name }));
  }

  // Microphone and loudspeaker, opened once a call: while it rings, so that nobody waits for them.
  prepare() {
    if (!this.ready) this.ready = this.open((this.turn = {}));
    return this.ready;
  }

  async open(turn) {
    const spoken = await microphone((packet) => this.speak(packet), SPOKEN_TO_A_CALL, { sampleRate: 8000 });
    const sound = await loudspeaker((meter) => (this.dataset.loudness = meter.loudness.toFixed(4)));
    if (this.turn !== turn) return spoken.close(), sound.close(); // the call is over meanwhile
    [this.spoken, this.sound] = [spoken, sound];
    this.ring();
  }

  speak(packet) {
    if (this.dataset.state === "checking") return this.measure(packet);
    if (!this.inCall || this.socket?.readyState !== WebSocket.OPEN) return;
    this.socket.send(this.muted ? new ArrayBuffer(packet.byteLength) : packet); // silence tells that the page is still there
  }

  // Two tones of 0.4 s every two seconds, until somebody picks up.
  ring() {
    clearTimeout(this.bell);
    if (this.dataset.state !== "ringing") return;
    const tone = new Int16Array(6400);
    for (let at = 0; at < 3200; at++) {
      const loud = 3000 * (Math.sin((2 * Math.PI * 440 * at) / 8000) + Math.sin((2 * Math.PI * 480 * at) / 8000));
      tone[2 * at] = tone[2 * at + 1] = loud * Math.min(1, at / 160, (3200 - at) / 160);
    }
    this.sound.play(tone.buffer);
    this.bell = setTimeout(() => this.ring(), 2000);
  }

  async pickUp() {
    try {
      await this.prepare();
    } catch {
      this.act("decline");
      this.lacking = true;
      return;
    }
    if (this.dataset.state === "ringing") this.act("pick_up");
  }

  mute() {
    this.muted = !this.muted;
    this.badge.textContent = this.muted ? this.words.state_muted : this.words.state_joined;
    this.acts.querySelector("[data-act=mute]").textContent = this.muted ? this.words.unmute : this.words.mute;
  }

  silence() {
    clearTimeout(this.bell);
    this.spoken?.close();
    this.sound?.close();
    this.spoken = this.sound = this.ready = this.turn = null;
    if (this.lacking) this.say(this.words.no_microphone);
    this.lacking = false;
  }

  async check() {
    this.disconnect();
    this.enter("checking");
    this.acts.querySelector("[data-act=to_browser]").disabled = true;
    this.say(this.words.say_something);
    try {
      const spoken = await microphone((packet) => this.speak(packet), SPOKEN_TO_A_CALL, { sampleRate: 8000 });
      if (this.dataset.state === "checking") this.spoken = spoken;
      else spoken.close();
    } catch {
      this.use(this.getAttribute("device"));
      this.say(this.words.no_microphone);
    }
  }

  measure(packet) {
    const peak = new Int16Array(packet).reduce((most, one) => Math.max(most, Math.abs(one)), 0) / 32768;
    this.level.value = peak;
    if (peak < 0.02) return;
    this.acts.querySelector("[data-act=to_browser]").disabled = false;
    this.say(this.words.heard);
  }

  checked() {
    if (this.getAttribute("device") === "browser") this.use("browser");
    else emitEvent("agent_device", "browser");
  }
}

customElements.define("agent-phone", AgentPhone);
