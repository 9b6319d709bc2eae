// [data-opens="id"]: opens the <dialog> of this id. Escape and its own button close it; a click beside it too.
(() => {
  const show = (root) => root.querySelectorAll("[data-opens][hidden]").forEach((button) => (button.hidden = false));
  show(document);
  document.addEventListener("htmx:load", (event) => show(event.target));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-opens]");
    if (button) document.getElementById(button.dataset.opens)?.showModal();
    else if (event.target.matches("dialog.box")) event.target.close();
  });
})();
