// <prompt-recorder script="NAME" audio="PATH" text="…" csrf="…" words='{…}' longest-s="60">: records a prompt with the browser's
// microphone. A take is judged by the server, heard as callers will hear it, then kept or discarded. `about(audio, text)`: another prompt.
class PromptRecorder extends HTMLElement {
  connectedCallback() {
    this.words = JSON.parse(this.getAttribute("words"));
    const made = (name, kind) => Object.assign(document.createElement(name), { className: kind });
    this.text = made("p", "recorder-text");
    this.level = Object.assign(made("meter", "recorder-level"), { min: 0, max: 1, low: 0.05, high: 0.9, optimum: 0.4, value: 0 });
    this.level.setAttribute("aria-label", this.words.level);
    this.told = made("p", "live-told");
    this.told.setAttribute("role", "status");
    this.remarks = made("ul", "problems");
    this.player = Object.assign(made("audio", ""), { controls: true, hidden: true });
    this.buttons = {};
    const row = made("div", "row");
    for (const [name, act, kind] of [
      ["record", () => (this.taking ? this.stop() : this.record()), "primary"],
      ["keep", () => this.keep(), ""],
      ["discard", () => this.discard(), ""],
    ]) {
      const button = Object.assign(made("button", `button ${kind}`), { type: "button", textContent: this.words[name], onclick: act });
      button.dataset.act = name;
      this.buttons[name] = button;
      row.append(button);
    }
    row.append(this.level);
    this.append(this.text, row, this.told, this.player, this.remarks);
    this.about(this.getAttribute("audio"), this.getAttribute("text"));
  }

  disconnectedCallback() {
    this.taking?.close();
    this.taking = null;
  }

  about(audio, text) {
    if (this.audio === audio) return;
    this.audio = audio;
    this.text.textContent = text;
    this.stop();
    this.discard();
  }

  async record() {
    this.discard();
    const packets = [];
    const most = Number(this.getAttribute("longest-s"));
    let loudest = 0;
    const take = (packet) => {
      packets.push(new Int16Array(packet));
      const peak = packets.at(-1).reduce((most, one) => Math.max(most, Math.abs(one)), 0) / 32768;
      this.level.value = peak;
      loudest = Math.max(loudest, peak);
      this.dataset.loudest = loudest.toFixed(3);
      const seconds = (packets.length * packets[0].length) / this.rate;
      this.told.textContent = `${liveClock(Math.floor(seconds))}${loudest > 0.99 ? ` · ${this.words.too_loud}` : ""}`;
      if (seconds >= most) this.stop();
    };
    try {
      this.taking = await microphone(take, { echoCancellation: false, noiseSuppression: false, autoGainControl: false }, {});
    } catch {
      return this.say(this.words.no_microphone);
    }
    this.rate = this.taking.rate;
    this.packets = packets;
    this.buttons.record.textContent = this.words.stop;
    this.dataset.state = "recording";
  }

  async stop() {
    if (!this.taking) return;
    this.taking.close();
    this.taking = null;
    this.level.value = 0;
    this.buttons.record.textContent = this.words.record;
    this.take = waveFile(this.packets, this.rate);
    this.say(this.words.judging);
    const judged = await this.send(false);
    if (!judged) return this.fail();
    const heard = Uint8Array.from(atob(judged.heard), (letter) => letter.charCodeAt(0));
    this.player.src = URL.createObjectURL(new Blob([heard], { type: "audio/wav" }));
    this.player.hidden = false;
    this.say(this.words.listen.replace("{seconds}", judged.seconds.toFixed(1)));
    this.show(judged.remarks);
    this.buttons.keep.hidden = this.buttons.discard.hidden = false;
    this.dataset.state = "judged";
  }

  async keep() {
    this.buttons.keep.disabled = true;
    const kept = await this.send(true);
    this.buttons.keep.disabled = false;
    if (!kept) return;
    this.dataset.state = "kept";
    emitEvent("prompt_kept", { audio: this.audio, remarks: kept.remarks });
  }

  discard() {
    this.take = null;
    this.dataset.state = "empty";
    if (this.player.src) URL.revokeObjectURL(this.player.src);
    this.player.removeAttribute("src");
    this.player.hidden = this.buttons.keep.hidden = this.buttons.discard.hidden = true;
    this.say("");
    this.show([]);
  }

  fail() {
    this.dataset.state = "refused";
    this.buttons.discard.hidden = false;
  }

  // What the server makes of the take; null if it is refused, which is said.
  async send(keep) {
    const address = `/takes/${encodeURIComponent(this.getAttribute("script"))}?${new URLSearchParams({ audio: this.audio, keep })}`;
    const headers = { "Content-Type": "audio/wav", "X-CSRF-Token": this.getAttribute("csrf") };
    const answer = await fetch(address, { method: "POST", headers, body: this.take });
    const told = await answer.json();
    if (answer.ok) return told;
    this.say(told.detail);
    return null;
  }

  say(text) {
    this.told.textContent = text;
  }

  show(remarks) {
    this.remarks.replaceChildren(...remarks.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  }
}

// 16-bit mono WAV of these packets.
function waveFile(packets, rate) {
  const bytes = packets.reduce((sum, packet) => sum + packet.byteLength, 0);
  const head = new DataView(new ArrayBuffer(44));
  const write = (at, text) => [...text].forEach((letter, index) => head.setUint8(at + index, letter.charCodeAt(0)));
  write(0, "RIFF"), head.setUint32(4, 36 + bytes, true), write(8, "WAVEfmt ");
  head.setUint32(16, 16, true), head.setUint16(20, 1, true), head.setUint16(22, 1, true);
  head.setUint32(24, rate, true), head.setUint32(28, 2 * rate, true), head.setUint16(32, 2, true), head.setUint16(34, 16, true);
  write(36, "data"), head.setUint32(40, bytes, true);
  return new Blob([head, ...packets], { type: "audio/wav" });
}

customElements.define("prompt-recorder", PromptRecorder);
