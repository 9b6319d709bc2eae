// The boxes of a list ([data-choose-rows]): choose the page, count what is chosen. Without it one ticks rows one by one.
(() => {
  const form = document.querySelector("form[data-choose-rows]");
  const head = document.querySelector("th.choose");
  if (!form || !head) return;
  const rows = [...document.querySelectorAll('td.choose input[name="ids"]')];
  const every = form.querySelector('input[name="all"]');
  const count = form.querySelector("[data-choose-count]");
  const help = count.textContent;
  const buttons = form.querySelector(".series-bar__buttons");
  const page = Object.assign(document.createElement("input"), { type: "checkbox" });
  page.setAttribute("aria-label", "Sélectionner toute la page");
  head.replaceChildren(page);

  const refresh = () => {
    const chosen = rows.filter((row) => row.checked).length;
    page.checked = rows.length > 0 && chosen === rows.length;
    page.indeterminate = chosen > 0 && chosen < rows.length;
    const all = Boolean(every?.checked);
    rows.forEach((row) => { row.disabled = all; });
    page.disabled = all;
    // Eleven buttons with nothing to do would only push the list down.
    buttons.hidden = !all && !chosen;
    if (all) count.textContent = "Tous les résultats sont sélectionnés.";
    else if (chosen) count.textContent = `${chosen} ligne${chosen > 1 ? "s" : ""} sélectionnée${chosen > 1 ? "s" : ""} sur cette page.`;
    else count.textContent = help;
  };
  page.addEventListener("change", () => {
    rows.forEach((row) => { row.checked = page.checked; });
    refresh();
  });
  [...rows, every].forEach((box) => box?.addEventListener("change", refresh));
  window.addEventListener("pageshow", refresh);
  refresh();
})();
