/* Shows pictures in a dialog over the page. Without this script their links open the files. */
const dialog = document.querySelector(".viewer");
const figure = dialog.querySelector("figure");
const links = [...document.querySelectorAll(".full-size")];
let current;

const show = (index) => {
  current = (index + links.length) % links.length;
  const link = links[current];
  const small = link.querySelector("img");
  const image = new Image();
  image.alt = small.alt;
  image.src = link.href;
  image.toggleAttribute("data-sheet", small.hasAttribute("data-sheet"));
  // The file itself, which browsers enlarge.
  const file = document.createElement("a");
  file.href = link.href;
  file.title = link.title;
  file.append(image);
  const caption = document.createElement("figcaption");
  const captions = [link.closest("figure").querySelector("figcaption"), link.nextElementSibling];
  for (const part of new Set(captions)) {
    if (part) caption.append(...part.cloneNode(true).childNodes, " ");
  }
  const hadFocus = figure.contains(document.activeElement);
  figure.replaceChildren(file, caption);
  if (hadFocus) file.focus();
};

for (const [index, link] of links.entries()) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    // Safari gives a link no focus by a click, and the dialog returns the focus.
    link.focus();
    dialog.showModal();
    show(index);
  });
}

const buttons = [...dialog.querySelectorAll("button[value]")];
for (const button of buttons) {
  button.hidden = links.length === 1;
  button.addEventListener("click", () => show(current + Number(button.value)));
}

addEventListener("keydown", (event) => {
  const isLeftToRight = getComputedStyle(dialog).direction === "ltr";
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (dialog.open && step) show(current + (isLeftToRight ? step : -step));
});

dialog.addEventListener("click", ({ target }) => {
  if (target === dialog || target === figure) dialog.close();
});
