// <flow-view label="…" words='{…}'><svg …></svg></flow-view>: a drawing that is larger than its place. It is shown so large that its text
// can be read; buttons, + and -, and the wheel with Ctrl change that, 0 and a button bring all of its width in; arrows, the wheel and
// dragging move it. Who edits the script gets a new drawing as large as the last, at the same place.
class FlowView extends HTMLElement {
  static last = null;

  connectedCallback() {
    const words = JSON.parse(this.getAttribute("words"));
    this.svg = this.querySelector("svg");
    this.width = this.svg.viewBox.baseVal.width;
    this.height = this.svg.viewBox.baseVal.height;
    this.view = document.createElement("div");
    this.view.className = "flow";
    this.view.tabIndex = 0;
    this.view.setAttribute("role", "group");
    this.view.setAttribute("aria-label", this.getAttribute("label"));
    this.view.append(this.svg);
    const bar = document.createElement("div");
    bar.className = "flow-bar";
    this.button(bar, "M5 12h14", words.smaller, () => this.zoom(this.scale / 1.25));
    this.button(bar, "M5 12h14M12 5v14", words.larger, () => this.zoom(this.scale * 1.25));
    this.button(bar, "M3 12h18M7 8l-4 4 4 4M17 8l4 4-4 4", words.whole, () => this.fit());
    this.button(bar, "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5", words.screen, () => (document.fullscreenElement ? document.exitFullscreen() : this.requestFullscreen()));
    this.replaceChildren(bar, this.view);
    this.view.addEventListener("wheel", (event) => this.wheeled(event), { passive: false });
    this.view.addEventListener("keydown", (event) => this.pressed(event));
    this.view.addEventListener("pointerdown", (event) => this.dragged(event));
    this.view.addEventListener("scroll", () => this.keep());
    this.place();
  }

  // `lines`: of its picture, 24 by 24.
  button(bar, lines, told, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.innerHTML = `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true"><path d="${lines}"/></svg>`;
    made.title = told;
    made.setAttribute("aria-label", told);
    made.addEventListener("click", act);
    bar.append(made);
  }

  // As the last drawing was shown; the first one at its natural size, with the box where a call begins, which is drawn first, in sight.
  place() {
    const last = FlowView.last;
    this.size(last ? last.scale : 1);
    const [view, begin] = [this.view.getBoundingClientRect(), this.svg.querySelector("text[font-weight=bold]").getBoundingClientRect()];
    this.view.scrollLeft = last ? last.left : begin.left + begin.width / 2 - view.left - view.width / 2;
    this.view.scrollTop = last ? last.top : begin.top - view.top - 60;
  }

  size(scale) {
    this.scale = Math.min(3, Math.max(0.1, scale));
    this.svg.style.width = `${this.width * this.scale}px`;
    this.svg.style.height = `${this.height * this.scale}px`;
    this.dataset.scale = this.scale.toFixed(2);
  }

  // What is at a point of the view (its middle unless told) stays there.
  zoom(scale, x = this.view.clientWidth / 2, y = this.view.clientHeight / 2) {
    const before = this.scale;
    const [left, top] = [this.view.scrollLeft + x, this.view.scrollTop + y];
    this.size(scale);
    this.view.scrollLeft = (left * this.scale) / before - x;
    this.view.scrollTop = (top * this.scale) / before - y;
    this.keep();
  }

  fit() {
    this.size((this.view.clientWidth - 18) / this.width);
    this.keep();
  }

  keep() {
    FlowView.last = { scale: this.scale, left: this.view.scrollLeft, top: this.view.scrollTop };
  }

  wheeled(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const place = this.view.getBoundingClientRect();
    this.zoom(this.scale * Math.exp(-event.deltaY / 400), event.clientX - place.left, event.clientY - place.top);
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = { "+": () => this.zoom(this.scale * 1.25), "=": () => this.zoom(this.scale * 1.25), "-": () => this.zoom(this.scale / 1.25), 0: () => this.fit() }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  // Fingers move it by themselves.
  dragged(event) {
    if (event.pointerType !== "mouse" || event.button !== 0 || event.target === this.view) return;
    event.preventDefault();
    this.view.focus({ preventScroll: true });
    const moved = (now) => this.view.scrollBy(-now.movementX, -now.movementY);
    const over = () => {
      this.view.classList.remove("dragged");
      removeEventListener("pointermove", moved);
      removeEventListener("pointerup", over);
    };
    this.view.classList.add("dragged");
    addEventListener("pointermove", moved);
    addEventListener("pointerup", over);
  }
}
customElements.define("flow-view", FlowView);
