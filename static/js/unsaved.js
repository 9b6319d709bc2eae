// Warns before leaving a form ([data-guard]) that was changed and not sent.
(() => {
  const changed = new Set();
  const guarded = (target) => target instanceof Element && target.closest("form[data-guard]");
  document.addEventListener("input", (event) => {
    const form = guarded(event.target);
    if (form) changed.add(form);
  });
  document.addEventListener("submit", (event) => changed.delete(guarded(event.target)));
  // A form that came back refused holds what has not been saved.
  document.querySelectorAll("form[data-guard]").forEach((form) => {
    if (document.getElementById("error-summary")) changed.add(form);
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });
})();
