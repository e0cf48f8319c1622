// Copies what a field holds: a button with `data-copies`, the field's id, and `data-copied`, what it says then.
addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copies]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copies);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy"); // without https a page has no clipboard: what is selected is copied the old way
  }
  button.textContent = button.dataset.copied;
});
