/* Nothing is lost between the editor and the site. What an editor sends leaves the tab
   only when the site answers and knows who writes: otherwise it would end on an error page
   of the browser or at the login, and the words would be gone. Until then a notice says
   why nothing is saved; when the site answers again, what was typed is saved by itself. */
const notice = document.querySelector("[data-connection]");
const PAUSE = 5_000;
const PATIENCE = 10_000;
let timer;
let isAsking = false;
let isPassing = false;
let isConfirmed = false;

/* What Wagtail asks before it saves: "conflict", "network", or "" for nothing. */
const QUESTION = "data-w-session-intercept-value";
const findSession = () => document.querySelector(`[${QUESTION}]`);
const readQuestion = () => findSession()?.getAttribute(QUESTION) ?? "";
const askQuestion = (question) => findSession()?.setAttribute(QUESTION, question);

/* Return what is in the way of saving, by the name that the notice has for it. */
async function findTrouble() {
  try {
    const response = await fetch(notice.dataset.connection, {
      cache: "no-store",
      headers: { "X-Requested-With": "XMLHttpRequest" },
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.status === 403) return "logged-out";
    renewToken((await response.json()).token);
    return null;
  } catch {
    return "unreachable";
  }
}

// A login ends the tokens that were given before it, those of this tab among them.
function renewToken(token) {
  window.wagtailConfig.CSRF_TOKEN = token;
  for (const field of document.getElementsByName("csrfmiddlewaretoken")) {
    field.value = token;
  }
}

async function canSave() {
  const trouble = await findTrouble();
  notice.hidden = !trouble;
  for (const part of notice.children) part.hidden = part.dataset.trouble !== trouble;
  clearTimeout(timer);
  if (trouble) {
    timer = setTimeout(goOn, PAUSE);
  } else if (readQuestion() === "network") {
    // Wagtail would still ask what to do about the error of a minute ago.
    askQuestion("");
  }
  return !trouble;
}

async function goOn() {
  if (!(await canSave())) return;
  // Wagtail's autosave starts on this event, which was sent when the words were typed.
  document
    .querySelector("[data-edit-form][data-w-unsaved-has-edits-value=true]")
    ?.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true, detail: {} }));
}

document.addEventListener("w-autosave:error", ({ detail }) => {
  if (["network_error", "server_error"].includes(detail.type)) canSave();
});

/* Wagtail takes the form as it is when the answer comes for saved, and so also what was typed
   or pasted meanwhile. It is to compare with what was sent. */
const findWatch = (form) =>
  window.wagtail.app.getControllerForElementAndIdentifier(form, "w-unsaved");
let sent;
document.addEventListener("w-autosave:save", ({ target }) => {
  sent = findWatch(target)?.formData;
});
document.addEventListener("w-autosave:success", ({ target, detail }) => {
  const watch = findWatch(target);
  if (!watch || sent === undefined) return;
  const saved = new URLSearchParams(sent);
  const updates = Object.entries(detail.response.field_updates ?? {});
  for (const [name, value] of updates) {
    if (saved.has(name)) saved.set(name, value);
  }
  watch.initialFormData = saved.toString();
});

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) goOn();
});

// Wagtail presses the button again at once when its question was answered.
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

// At the document, so that it comes before what Wagtail does on the button.
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
    isAsking = false;
    if (!isAllowed) {
      notice.querySelector(":scope > :not([hidden])").focus();
      return;
    }
    press(button, isAnswered);
  },
  { capture: true },
);
