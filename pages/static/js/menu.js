/* Orders the pages of the menu by buttons and by dragging, without the server. */
const form = document.querySelector("[data-menu]");
const list = form.querySelector("ol");
const rows = () => [...list.children];
let dragged = null;

function update() {
  const all = rows();
  all.forEach((row, place) => {
    const [up, down] = row.querySelectorAll("[name=move]");
    up.disabled = place === 0;
    down.disabled = place === all.length - 1;
  });
}

// Screen readers hear the new place: "Contact: 2 / 4".
function announce(row) {
  const title = row.querySelector("[data-title]").textContent;
  form.querySelector("[data-menu-place]").textContent =
    `${title}: ${rows().indexOf(row) + 1} / ${list.children.length}`;
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("[name=move]");
  if (!button) return;
  event.preventDefault();
  const row = button.closest("li");
  if (button.value.endsWith(":up")) row.previousElementSibling?.before(row);
  else row.nextElementSibling?.after(row);
  update();
  // At the end of the list, where this button can do no more, the other one has the focus.
  if (button.disabled) row.querySelector("[name=move]:enabled")?.focus();
  else button.focus();
  announce(row);
});

for (const handle of list.querySelectorAll("[data-handle]")) {
  handle.hidden = false;
  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    dragged = handle.closest("li");
    dragged.classList.add("is-dragged");
  });
}

// Of the document: a row that moves in it loses the capture of the pointer.
document.addEventListener("pointermove", ({ clientY }) => {
  if (!dragged) return;
  const middle = (row) => row.getBoundingClientRect().top + row.offsetHeight / 2;
  const others = rows().filter((row) => row !== dragged);
  const next = others.find((row) => clientY < middle(row)) ?? null;
  if (next !== dragged.nextElementSibling) list.insertBefore(dragged, next);
});
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => {
    dragged?.classList.remove("is-dragged");
    dragged = null;
    update();
  });
}
