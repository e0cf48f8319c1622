// What the toolkit leaves without a name: CodeMirror's text, and Quasar's file input, which stands within a button that has none either.
// The name is that of the `data-label` around them.
new MutationObserver(() => {
  for (const one of document.querySelectorAll("[data-label] :is(.cm-content, .q-uploader__input):not([aria-label])")) {
    one.setAttribute("aria-label", one.closest("[data-label]").dataset.label);
    one.tabIndex = 0;
    if (one.localName !== "input") continue;
    const button = one.closest("[role=button]"); // the input does what it is for, by keyboard too
    button?.removeAttribute("role");
    button?.setAttribute("tabindex", "-1");
  }
}).observe(document.documentElement, { childList: true, subtree: true });
