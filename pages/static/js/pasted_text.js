/* Keeps pasted text whole: browsers silently cut it at maxlength. The server reports a text
   that is too long beside its field. */
document.addEventListener(
  "paste",
  (event) => event.target.removeAttribute?.("maxlength"),
  true,
);
