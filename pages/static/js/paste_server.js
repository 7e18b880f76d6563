/* Asks the server for the blocks of a paste. */
{
  const TIMEOUT = 60_000;

  /* Return the answer to a form of (name, value) pairs. Throws an Error with the sentence of a
     refusal, or without one if there was no answer. */
  async function ask(url, parts) {
    const body = new FormData();
    for (const [name, value] of parts) body.append(name, value);
    const headers = {
      "X-CSRFToken": window.wagtailConfig.CSRF_TOKEN,
      "X-Requested-With": "XMLHttpRequest",
    };
    const signal = AbortSignal.timeout(TIMEOUT);
    let answer;
    try {
      const response = await fetch(url, { method: "POST", body, headers, signal });
      answer = await response.json();
      if (!response.ok && !answer.error) throw new Error();
    } catch {
      throw new Error("");
    }
    if (answer.error) throw new Error(answer.error);
    return answer;
  }

  const { paste, pictures } = document.querySelector("[data-paste]").dataset;
  window.pasteServer = {
    convert: (parts) => ask(paste, parts),
    sendPictures: (parts) => ask(pictures, parts),
  };
}
