// <wave-player src="…" marks='[{"ms":1200,"label":"…","tone":"bad"}]' label="…">: a stereo recording with both sides drawn, events on it,
// and a cursor for mouse and keyboard (space: play, arrows: 5 s, Home, End). Of the page's `.turns` it marks the one that is heard, and
// plays from the `button.from` of one that is chosen.
class WavePlayer extends HTMLElement {
  connectedCallback() {
    const label = this.getAttribute("label") || "";
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", label);
    const shadow = this.attachShadow({ mode: "open" });
    shadow.innerHTML = `<style>
      :host { display: block; border-radius: 8px }
      .bar { display: flex; align-items: center; gap: 12px; margin-bottom: 8px }
      button { font: inherit; font-weight: 550; padding: 6px 14px; border-radius: 8px; border: 0; cursor: pointer; background: var(--accent); color: var(--on-accent); min-width: 76px }
      :is(button, canvas):focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
      span { font-variant-numeric: tabular-nums; color: var(--soft) }
      .said { margin-left: auto; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
      canvas { display: block; width: 100%; height: 112px; cursor: pointer; border-radius: 8px; background: var(--raised) }
    </style><div class="bar"><button type="button"></button><span class="time"></span><span class="said" aria-live="polite"></span></div><canvas tabindex="0" role="slider" aria-valuemin="0"></canvas>`;
    this.canvas = shadow.querySelector("canvas");
    this.canvas.setAttribute("aria-label", label);
    this.button = shadow.querySelector("button");
    this.time = shadow.querySelector(".time");
    this.said = shadow.querySelector(".said");
    this.marks = JSON.parse(this.getAttribute("marks") || "[]");
    this.audio = new Audio();
    this.audio.preload = "auto";
    this.button.textContent = this.getAttribute("play") || "▶";
    this.button.onclick = () => this.toggle();
    this.canvas.onclick = (event) => this.seek((event.offsetX / this.canvas.clientWidth) * this.length);
    this.canvas.onmousemove = (event) => this.hint((event.offsetX / this.canvas.clientWidth) * this.length);
    this.canvas.onmouseleave = () => (this.said.textContent = "");
    this.onkeydown = (event) => this.key(event);
    for (const name of ["play", "pause", "ended", "timeupdate", "seeked"]) this.audio.addEventListener(name, () => this.moved());
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(this.canvas);
    this.chosen = (event) => this.playFrom(event.target.closest(".turns button.from"));
    document.addEventListener("click", this.chosen);
    this.load();
  }

  disconnectedCallback() {
    this.audio.pause();
    document.removeEventListener("click", this.chosen);
    this.watcher.disconnect();
    if (this.url) URL.revokeObjectURL(this.url);
  }

  get length() {
    return (this.peaks?.ms || 0) / 1000;
  }

  async load() {
    try {
      const answer = await fetch(this.getAttribute("src"));
      if (!answer.ok) throw new Error(String(answer.status));
      const bytes = await answer.arrayBuffer();
      this.url = URL.createObjectURL(new Blob([bytes], { type: "audio/wav" }));
      this.audio.src = this.url;
      const decoded = await new OfflineAudioContext(1, 1, 8000).decodeAudioData(bytes.slice(0));
      this.peaks = peaksOf(decoded, 900);
      this.canvas.setAttribute("aria-valuemax", String(Math.round(this.length)));
      this.dataset.ready = "";
      this.moved();
    } catch (error) {
      this.said.textContent = this.getAttribute("broken") || String(error);
      this.button.disabled = true;
    }
  }

  toggle() {
    if (this.audio.paused) this.audio.play();
    else this.audio.pause();
  }

  seek(seconds) {
    this.audio.currentTime = Math.max(0, Math.min(this.length, seconds));
    this.moved();
  }

  playFrom(button) {
    if (!button || !this.peaks) return;
    this.seek(Number(button.closest(".turn").dataset.ms) / 1000);
    this.audio.play();
  }

  markTurn(ms) {
    const turns = [...document.querySelectorAll(".turns > [data-ms]")];
    const heard = ms ? turns.findLast((turn) => turn.dataset.ms <= ms) : null;
    for (const turn of turns) turn.classList.toggle("now", turn === heard);
  }

  key(event) {
    const now = this.audio.currentTime;
    const act = { " ": () => this.toggle(), ArrowLeft: () => this.seek(now - 5), ArrowRight: () => this.seek(now + 5), Home: () => this.seek(0), End: () => this.seek(this.length) }[event.key];
    if (!act || event.composedPath()[0] === this.button) return;
    event.preventDefault();
    act();
  }

  hint(seconds) {
    const near = this.marks.filter((mark) => Math.abs(mark.ms / 1000 - seconds) < this.length / 90)[0];
    this.said.textContent = near ? `${clock(near.ms / 1000)} ${near.label}` : "";
  }

  moved() {
    const now = this.audio.currentTime;
    this.button.textContent = this.getAttribute(this.audio.paused ? "play" : "pause") || (this.audio.paused ? "▶" : "❚❚");
    this.time.textContent = `${clock(now)} / ${clock(this.length)}`;
    this.canvas.setAttribute("aria-valuenow", String(Math.round(now)));
    this.canvas.setAttribute("aria-valuetext", this.time.textContent);
    this.markTurn(Math.round(now * 1000));
    this.draw();
    if (!this.audio.paused) requestAnimationFrame(() => this.draw());
  }

  draw() {
    const { canvas, peaks } = this;
    const scale = devicePixelRatio || 1;
    const width = (canvas.width = canvas.clientWidth * scale);
    const height = (canvas.height = canvas.clientHeight * scale);
    const paint = canvas.getContext("2d");
    if (!peaks || !width) return;
    const style = getComputedStyle(this);
    const half = height / 2;
    peaks.sides.forEach((side, index) => {
      paint.fillStyle = style.getPropertyValue(index ? "--wave-bot" : "--wave-person");
      const middle = peaks.sides.length > 1 ? half * (index + 0.5) : half;
      side.forEach((peak, at) => {
        const tall = Math.max(scale, peak * half * 0.88);
        paint.fillRect((at / side.length) * width, middle - tall / 2, Math.max(scale, width / side.length - scale * 0.6), tall);
      });
    });
    for (const mark of this.marks) {
      paint.fillStyle = style.getPropertyValue(`--${mark.tone || "warn"}`);
      const x = (mark.ms / peaks.ms) * width;
      paint.fillRect(x, 0, 1.5 * scale, height);
      paint.beginPath();
      paint.arc(x + 0.75 * scale, 4 * scale, 3.5 * scale, 0, 7);
      paint.fill();
    }
    paint.fillStyle = style.getPropertyValue("--ink");
    paint.fillRect((this.audio.currentTime / this.length) * width, 0, 2 * scale, height);
  }
}

function peaksOf(decoded, columns) {
  const sides = [];
  for (let channel = 0; channel < decoded.numberOfChannels; channel++) {
    const samples = decoded.getChannelData(channel);
    const step = Math.max(1, Math.floor(samples.length / columns));
    const side = [];
    for (let at = 0; at < samples.length; at += step) {
      let most = 0;
      for (let i = at; i < Math.min(at + step, samples.length); i++) most = Math.max(most, Math.abs(samples[i]));
      side.push(most);
    }
    sides.push(side);
  }
  const loudest = Math.max(0.05, ...sides.map((side) => Math.max(...side)));
  return { ms: decoded.duration * 1000, sides: sides.map((side) => side.map((peak) => peak / loudest)) };
}

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

customElements.define("wave-player", WavePlayer);
