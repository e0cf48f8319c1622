// <voice-talk script="NAME" words='{…}'>: a call with a draft by the browser's microphone. `begin(text, language)` calls with this text of it.
class VoiceTalk extends HTMLElement {
  connectedCallback() {
    this.words = JSON.parse(this.getAttribute("words"));
    this.lines = document.createElement("div");
    this.lines.className = "chat";
    this.lines.setAttribute("role", "log");
    this.lines.setAttribute("aria-label", this.words.conversation);
    this.state = document.createElement("span");
    this.keys = document.createElement("input");
    this.keys.className = "live-field voice-keys";
    this.keys.placeholder = this.words.keys;
    this.keys.setAttribute("aria-label", this.words.keys);
    this.keys.oninput = () => this.press();
    const stop = document.createElement("button");
    stop.type = "button";
    stop.className = "button danger";
    stop.textContent = this.words.hang_up;
    stop.onclick = () => this.hangUp();
    const row = document.createElement("div");
    row.className = "row";
    row.append(this.state, this.keys, stop);
    this.controls = [this.keys, stop];
    this.append(this.lines, row);
    this.tell("over");
  }

  disconnectedCallback() {
    this.hangUp();
  }

  async begin(text, language) {
    this.hangUp();
    this.lines.replaceChildren();
    this.tell("preparing");
    this.line(this.words.first_time, "note");
    const talk = (this.talk = {});
    try {
      const send = (packet) => talk.heard && talk.socket?.readyState === WebSocket.OPEN && talk.socket.send(packet);
      talk.microphone = await microphone(send, SPOKEN_TO_A_CALL, { sampleRate: 8000 });
    } catch {
      this.line(this.words.no_microphone, "problem");
      return this.end(talk);
    }
    talk.sound = await loudspeaker((meter) => (this.dataset.loudness = meter.loudness.toFixed(4)));
    if (this.talk !== talk) return this.end(talk);
    talk.socket = liveSocket(`/scripts/${encodeURIComponent(this.getAttribute("script"))}/talk`);
    talk.socket.binaryType = "arraybuffer";
    talk.socket.onopen = () => talk.socket.send(JSON.stringify({ text, language }));
    talk.socket.onclose = () => this.end(talk);
    talk.socket.onmessage = (message) => {
      if (typeof message.data !== "string") return talk.sound.play(message.data);
      const said = JSON.parse(message.data);
      if (said.state === "talking") talk.heard = true;
      if (said.state && this.talk === talk) this.tell(said.state);
      if (said.text) this.line(said.text, said.kind);
    };
  }

  hangUp() {
    if (this.talk) this.end(this.talk);
  }

  end(talk) {
    talk.socket?.close();
    talk.microphone?.close();
    talk.sound?.close();
    talk.microphone = talk.sound = null;
    if (this.talk !== talk) return;
    this.talk = null;
    this.tell("over");
  }

  press() {
    const pressed = this.keys.value.replace(/[^0-9*#]/g, "");
    this.keys.value = "";
    if (pressed && this.talk?.socket?.readyState === WebSocket.OPEN) this.talk.socket.send(JSON.stringify({ press: pressed }));
  }

  tell(state) {
    this.dataset.state = state;
    this.state.className = `badge ${state === "talking" ? "good live" : ""}`;
    this.state.textContent = this.words[state];
    for (const one of this.controls) one.disabled = state === "over";
  }

  line(text, kind) {
    const line = document.createElement("div");
    line.className = kind;
    line.textContent = text;
    this.lines.append(line);
    this.lines.scrollTop = this.lines.scrollHeight;
  }
}

customElements.define("voice-talk", VoiceTalk);
