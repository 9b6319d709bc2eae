// [data-print]: prints the page.
(() => {
  document.querySelectorAll("[data-print][hidden]").forEach((button) => (button.hidden = false));
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
