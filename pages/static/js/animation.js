/* Adds a button to each animation that pauses it, or plays it for readers who asked for less
   motion. The rest of the picture element shows the first frame. */
for (const source of document.querySelectorAll("source[data-pause]")) {
  const button = document.createElement("button");
  const isPlaying = () => matchMedia(source.media).matches;
  const label = () => {
    button.textContent = isPlaying() ? source.dataset.pause : source.dataset.play;
  };
  button.type = "button";
  button.className = "animation";
  button.addEventListener("click", () => {
    source.media = isPlaying() ? "not all" : "all";
    label();
  });
  label();
  (source.closest("a") || source.parentElement).before(button);
}
