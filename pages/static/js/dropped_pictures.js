/* Uploads pictures that are dropped on the body of a page or pasted into it: one becomes a
   figure, several become a gallery, and their alternative text is asked for. A file dropped
   beside it never takes the browser away from the editor. */
{
  const { show, hide } = window.pasteNotice;
  const pieces = window.streamPieces;
  const PICTURE = /\.(avif|gif|hei[cf]|jpe?g|png|webp)$/i;
  const NO_ANSWER = "was not uploaded, because the site did not answer: drop it again.";
  const NO_PICTURE = "is not a picture: upload it to the documents, and link to it.";
  const BESIDE = "Drop pictures on the body of the page: nothing was uploaded.";
  const NO_PLACE = "Put the caret into the body of the page, and paste the picture there.";

  const isPicture = ({ type, name }) => type.startsWith("image/") || PICTURE.test(name);

  /* Upload files, and return the images and a sentence for each that is none. */
  async function upload(files, words) {
    const [images, problems] = [[], []];
    for (const [index, file] of files.entries()) {
      const number = files.length > 1 ? ` ${index + 1} of ${files.length}` : "";
      show([`Uploading picture${number} …`]);
      if (!isPicture(file)) {
        problems.push(`“${file.name}” ${NO_PICTURE}`);
        continue;
      }
      try {
        const parts = [["picture", file], ["words", words]];
        const { image } = await window.pasteServer.sendPictures(parts);
        images.push(image);
      } catch ({ message }) {
        problems.push(message || `“${file.name}” ${NO_ANSWER}`);
      }
    }
    return { images, problems };
  }

  function askForWords(blocks) {
    const fields = blocks.flatMap(({ element }) => [
      ...element.querySelectorAll("input[name$='-alt_text']"),
    ]);
    const findEmpty = () => fields.find((field) => !field.value.trim());
    pieces.showSoon(findEmpty() ?? fields[0]);
    if (!findEmpty()) return [];
    for (const field of fields) {
      field.addEventListener("change", () => findEmpty() || hide());
      field.addEventListener("keydown", ({ key, isComposing }) => {
        if (key === "Enter" && !isComposing) findEmpty()?.focus();
      });
    }
    return fields.length > 1
      ? [
          "The pictures are uploaded. Say in “Alt text” what each shows, for readers who do not " +
            "see it. Enter leads to the next.",
        ]
      : ["The picture is uploaded. Say in “Alt text” what it shows, for readers who do not see it."];
  }

  /* Upload files, and show them in a place: at the caret of a `state` of the text there, or
     behind the block there. */
  async function place(files, { body, child, field, state }, words = "") {
    const { images, problems } = await upload(files, words);
    if (!images.length) return show(problems);
    let blocks;
    try {
      const parts = images.map((image) => ["image", image]);
      ({ blocks } = await window.pasteServer.sendPictures(parts));
    } catch {
      return show([...problems, "The pictures are in the library, but not yet in the page."]);
    }
    const isText = state && body.children.includes(child);
    const now = isText && pieces.restoreCaret(field.draftailEditor.getEditorState(), state);
    const inserted = isText
      ? pieces.insertAtCaret({ body, child }, now, blocks, "").inserted
      : pieces.insertBehind({ body, child }, blocks);
    return show([...askForWords(inserted), ...problems]);
  }

  /* Return the text of the body around an element, and its state. */
  function findText(element, child) {
    const field = child?.type === "prose" ? pieces.findField(element) : null;
    return field ? { field, state: field.draftailEditor.getEditorState() } : {};
  }

  /* Return the place of the body where something is dropped. */
  function findDropPlace({ target, clientY }) {
    const around = target.closest(".w-panel")?.querySelector("[data-body-block]");
    const found = pieces.findPlace(target) ?? pieces.findPlace(around);
    if (!found) return null;
    const { body } = found;
    const isAbove = ({ element }) => element.getBoundingClientRect().top < clientY;
    const child = found.child ?? body.children.findLast(isAbove);
    const { field, state } = findText(target, found.child);
    // After the paragraph below the pointer
    const key = target.closest("[data-block][data-offset-key]")?.dataset.offsetKey.split("-")[0];
    const block = state?.getCurrentContent().getBlockForKey(key);
    if (!block) return { body, child };
    return { body, child, field, state: pieces.setCaret(state, key, block.getLength()) };
  }

  /* Take pasted files, and tell whether they are taken. */
  function paste(files, target, html) {
    const isNowhere = target === document.body;
    const found = isNowhere ? pieces.findLastPlace() : pieces.findPlace(target);
    if (!found) {
      if (document.querySelector("[data-body-block]")) show([NO_PLACE]);
      return false;
    }
    const picture = new DOMParser().parseFromString(html, "text/html").querySelector("img");
    place(files, { ...found, ...findText(target, found.child) }, picture?.alt ?? "");
    return true;
  }

  const isOurs = ({ target, dataTransfer }) =>
    dataTransfer?.types.includes("Files") &&
    !target.closest?.("input[type=file], .modal, [role=dialog]");

  document.addEventListener(
    "dragover",
    (event) => {
      if (isOurs(event)) event.preventDefault();
    },
    true,
  );

  document.addEventListener(
    "drop",
    (event) => {
      if (!isOurs(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const found = findDropPlace(event);
      if (found) place([...event.dataTransfer.files], found);
      else show([BESIDE]);
    },
    true,
  );

  window.droppedPictures = { paste };
}
