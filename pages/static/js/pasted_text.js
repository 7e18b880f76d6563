/* Keeps pasted text whole: browsers silently cut it at maxlength. The server reports a text
   that is too long beside its field. Topics that are pasted become a tag each. */
document.addEventListener(
  "paste",
  (event) => event.target.removeAttribute?.("maxlength"),
  true,
);

document.addEventListener("paste", (event) => {
  const list = event.target.closest?.(".tagit");
  const pasted = event.clipboardData.getData("text/plain").split(/[,;\n\t]/);
  const topics = pasted.map((topic) => topic.trim()).filter(Boolean);
  if (!list || topics.length < 2) return;
  event.preventDefault();
  const field = window.jQuery(list).prev();
  for (const topic of topics) field.tagit("createTag", topic);
});
