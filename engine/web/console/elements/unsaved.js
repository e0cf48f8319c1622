// Whoever leaves a page with something on it that was not saved is asked whether they mean to.
addEventListener("beforeunload", (event) => {
  if (document.querySelector(".unsaved")) event.preventDefault();
});
