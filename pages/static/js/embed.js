/* Replaces the poster by the player on a click. Without this script the poster is a link to
   the video. */
for (const poster of document.querySelectorAll("a[data-player]")) {
  poster.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = poster.dataset.player;
    frame.title = poster.dataset.title;
    frame.allow = "fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    poster.replaceWith(frame);
    frame.focus();
  });
}
