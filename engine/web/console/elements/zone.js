// Tells the server whose hours and days to show: the browser's. A page that was made with others' is made anew.
{
  const shown = /(?:^|; )callwright-zone=([^;]*)/.exec(document.cookie)?.[1] ?? "UTC"; // what the server takes until it is told
  const zone = encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone);
  document.cookie = `callwright-zone=${zone};path=/;max-age=31536000;samesite=lax`;
  const told = document.cookie.split("; ").includes(`callwright-zone=${zone}`); // a browser without cookies would load for ever
  if (told && zone !== shown) location.reload();
}
