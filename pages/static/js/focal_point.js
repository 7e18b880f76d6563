/* Tells the frame around what matters in a picture whether there is a touch screen: it would
   find out by an inline script, which the policy of the admin forbids. */
if (window.jQuery?.Jcrop) {
  window.jQuery.Jcrop.defaults.touchSupport = "ontouchstart" in window;
}
