/* Presses the button that goes on with work which takes several requests. */
document.querySelector("[data-continue]")?.click();
