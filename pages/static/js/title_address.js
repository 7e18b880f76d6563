/* The address that Wagtail makes of a title while it is typed: without the tags and commands of
   its markup. Other signs are no part of an address anyway. */
function strip(event) {
  event.detail.value = event.detail.value
    .replace(/<\/?(?:i|b|sub|sup|sc)>/g, "")
    .replace(/\\[a-z]+\s*(?=\{)/gi, "");
}

for (const name of ["w-sync:check", "w-sync:apply"]) {
  document.addEventListener(name, strip, { capture: true });
}
