/* Gives each box that scrolls a tab stop, which Safari lacks, and marks a box that has been
   scrolled. Without this script Chromium and Firefox make them tab stops themselves. */
const update = (box) => {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  else box.removeAttribute("tabindex");
  box.toggleAttribute("data-scrolled", box.scrollLeft !== 0);
};

const observer = new ResizeObserver((changes) => {
  for (const { target } of changes) update(target);
});
for (const box of document.querySelectorAll(".table-scroll, .code pre, .formula")) {
  observer.observe(box);
  box.addEventListener("scroll", () => update(box), { passive: true });
}
