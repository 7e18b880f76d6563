/* Adds a button to each reference that copies its text. Without this script, or without a
   secure connection, readers select the text. */
if (navigator.clipboard) {
  for (const reference of document.querySelectorAll("[data-copy]")) {
    const labels = reference.closest("[data-copy-label]").dataset;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = labels.copyLabel;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(reference.dataset.copy || reference.textContent);
      button.textContent = labels.copiedLabel;
    });
    const code = reference.closest("pre");
    if (code) code.after(button);
    else reference.append(" ", button);
  }
}
