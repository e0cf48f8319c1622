// When the toolkit has lost what a page missed, it has the page reload by code to be evaluated. Most pages' policy refuses that, so
// the refusal itself is the sign; before the handshake it would be a fault of the page.
document.addEventListener("securitypolicyviolation", (event) => {
  if (event.blockedURI === "eval" && window.did_handshake) window.location.reload();
});
