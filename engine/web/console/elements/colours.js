// An editor in the system's colours follows them when they change, as the page around it does.
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const editor of document.querySelectorAll(".nicegui-codemirror")) editor.dispatchEvent(new Event("colours"));
});
