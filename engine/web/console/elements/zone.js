// Tells the server whose hours and days to show: the browser's.
document.cookie = `callwright-zone=${encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone)};path=/;max-age=31536000;samesite=lax`;
