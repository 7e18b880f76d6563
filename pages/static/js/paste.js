/* A browser cuts what is pasted to the length of its field, without a word. Here all of it
   stays, and the server says beside the field what is too much. */
document.addEventListener(
  "paste",
  (event) => event.target.removeAttribute?.("maxlength"),
  true,
);
