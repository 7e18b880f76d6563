/* Applies print rules on the screen for the print preview, and width rules as on a sheet of
   paper. */
const ruler = document.createElement("iframe");
ruler.className = "paper-ruler";

function turn(parts) {
  for (const part of parts) {
    const media = part.media?.mediaText ?? "";
    if (media.includes("print")) {
      part.media.mediaText = "all";
    } else if (media.includes("width")) {
      const holds = ruler.contentWindow.matchMedia(media).matches;
      part.media.mediaText = holds ? "all" : "not all";
    }
    // Rules of imported sheets, nested rules, or none.
    turn((part.styleSheet ?? part).cssRules ?? []);
  }
}

// Style sheets may load after this script.
addEventListener("load", () => {
  document.body.append(ruler);
  turn(document.styleSheets);
  ruler.remove();
});
