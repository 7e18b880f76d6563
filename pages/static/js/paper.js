/* Shows a preview as it will be printed: the rules for print hold on the screen, and those
   for a width hold as they do on a sheet. So they stay where the rest of the style is. */
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
    // What a rule imports, what it holds, or nothing.
    turn((part.styleSheet ?? part).cssRules ?? []);
  }
}

// A style sheet for print may come after this script.
addEventListener("load", () => {
  document.body.append(ruler);
  turn(document.styleSheets);
  ruler.remove();
});
