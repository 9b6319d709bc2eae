// A second click on the button of a form ([data-once]) sends nothing. The server refuses it as well.
(() => {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-once]")) return;
    if (form.dataset.sent) event.preventDefault();
    else if (!event.defaultPrevented) form.dataset.sent = "1";
  });
  // Coming back to the page gives the form back.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });
})();
