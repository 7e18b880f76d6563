/* Shows the progress of a backup on the status page until its end. */
const INTERVAL = 2000; // milliseconds
const panel = document.querySelector("[data-backup]");

async function refresh() {
  try {
    const response = await fetch(panel.dataset.backup, { credentials: "same-origin" });
    if (response.ok && !response.redirected) panel.innerHTML = await response.text();
  } catch {
    // The next time may succeed.
  }
  wait();
}

function wait() {
  if (panel.querySelector("[data-backup-runs]")) setTimeout(refresh, INTERVAL);
}

if (panel) wait();
