/* Protects unsaved text while the site is unreachable or the editor is logged out. The form
   is submitted only after the site has answered and the session is valid; otherwise the text
   would be lost on an error page or at the login. A notice gives the reason, and autosave
   resumes when the site answers again. A running autosave ends first: it holds an older text,
   and the site might handle it after the form. */
const notice = document.querySelector("[data-connection]");
const RETRY_INTERVAL = 5_000;
const TIMEOUT = 10_000;
let timer;
let isAsking = false;
let isPassing = false;
let isConfirmed = false;

/* The question that Wagtail asks before it saves: "conflict", "network" or "". */
const QUESTION = "data-w-session-intercept-value";
const findSession = () => document.querySelector(`[${QUESTION}]`);
const readQuestion = () => findSession()?.getAttribute(QUESTION) ?? "";
const askQuestion = (question) => findSession()?.setAttribute(QUESTION, question);

/* Return the reason why nothing can be saved, by its name in the notice, or null. */
async function findProblem() {
  try {
    const response = await fetch(notice.dataset.connection, {
      cache: "no-store",
      headers: { "X-Requested-With": "XMLHttpRequest" },
      signal: AbortSignal.timeout(TIMEOUT),
    });
    if (response.status === 403) return "logged-out";
    renewToken((await response.json()).token);
    return null;
  } catch {
    return "unreachable";
  }
}

// A new login invalidates the CSRF tokens in this tab.
function renewToken(token) {
  window.wagtailConfig.CSRF_TOKEN = token;
  for (const field of document.getElementsByName("csrfmiddlewaretoken")) {
    field.value = token;
  }
}

async function canSave() {
  const problem = await findProblem();
  notice.hidden = !problem;
  for (const part of notice.children) part.hidden = part.dataset.trouble !== problem;
  clearTimeout(timer);
  if (problem) {
    timer = setTimeout(resumeSaving, RETRY_INTERVAL);
  } else if (readQuestion() === "network") {
    // The error is over, but Wagtail would still ask about it.
    askQuestion("");
  }
  return !problem;
}

async function resumeSaving() {
  if (!(await canSave())) return;
  // This event starts Wagtail's autosave; the first one came while nothing could be saved.
  document
    .querySelector("[data-edit-form][data-w-unsaved-has-edits-value=true]")
    ?.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true, detail: {} }));
}

/* Wait until no autosave runs: one that is over starts the next if the form was edited. */
async function endAutosave(form) {
  const { app } = window.wagtail;
  const autosave = app.getControllerForElementAndIdentifier(form, "w-autosave");
  while (autosave?.submitPromise) await autosave.submitPromise;
}

const wait = (duration) => new Promise((resolve) => setTimeout(resolve, duration));

// Nor may one start behind the form that leaves.
let isLeaving = false;
window.addEventListener("submit", (event) => {
  isLeaving ||= event.target.matches("[data-edit-form]") && !event.defaultPrevented;
});
document.addEventListener("w-autosave:save", (event) => {
  if (isLeaving) event.preventDefault();
});

document.addEventListener("w-autosave:error", ({ detail }) => {
  if (["network_error", "server_error"].includes(detail.type)) canSave();
});

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) resumeSaving();
});

// Wagtail presses the button again right after its question was answered.
document.addEventListener(
  "w-dialog:confirmed",
  () => {
    isConfirmed = true;
    setTimeout(() => {
      isConfirmed = false;
    });
  },
  { capture: true },
);

function press(button, isAnswered) {
  const question = readQuestion();
  if (isAnswered) askQuestion("");
  isPassing = true;
  button.click();
  isPassing = false;
  if (isAnswered) askQuestion(question);
}

// Capture at the document to run before Wagtail's handlers on the button.
document.addEventListener(
  "click",
  async (event) => {
    const button = event.target.closest("[type=submit], [data-workflow-action-name]");
    if (!button?.form?.matches("[data-edit-form]") || isPassing) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isAsking) return;
    const isAnswered = isConfirmed;
    isAsking = true;
    const isAllowed = await canSave();
    // Last, since another may have begun while the site was asked.
    if (isAllowed) await Promise.race([endAutosave(button.form), wait(TIMEOUT)]);
    isAsking = false;
    if (!isAllowed) {
      notice.querySelector(":scope > :not([hidden])").focus();
      return;
    }
    press(button, isAnswered);
  },
  { capture: true },
);
