// [data-copy="#id"]: copies the text or the value of the element, and says so.
(() => {
  if (!navigator.clipboard) return;
  const show = (root) => root.querySelectorAll("[data-copy][hidden]").forEach((button) => (button.hidden = false));
  show(document);
  document.addEventListener("htmx:load", (event) => show(event.target));
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    const source = button && document.querySelector(button.dataset.copy);
    if (!source) return;
    await navigator.clipboard.writeText((source.value ?? source.innerText).trim());
    const words = button.textContent;
    button.textContent = "Copié";
    button.setAttribute("aria-live", "polite");
    setTimeout(() => (button.textContent = words), 2000);
  });
})();
