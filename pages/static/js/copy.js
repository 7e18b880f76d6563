/* Adds a button to each reference and listing that copies its text, and announces that it did.
   Without this script, or without a secure connection, readers select the text. */
if (navigator.clipboard) {
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.body.append(status);

  for (const copied of document.querySelectorAll("[data-copy]")) {
    const labels = copied.closest("[data-copy-label]").dataset;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = labels.copyLabel;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(copied.dataset.copy || copied.textContent);
      button.textContent = status.textContent = labels.copiedLabel;
      setTimeout(() => {
        button.textContent = labels.copyLabel;
        status.textContent = "";
      }, 3000);
    });
    const code = copied.closest("pre");
    if (code) code.after(button);
    else copied.append(" ", button);
  }
}
