/* A click puts the player in the place of its plate. Without this script the plate is
   a plain link to the film. */
for (const plate of document.querySelectorAll("a[data-player]")) {
  plate.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = plate.dataset.player;
    frame.title = plate.dataset.title;
    frame.allow = "fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    plate.replaceWith(frame);
    frame.focus();
  });
}
