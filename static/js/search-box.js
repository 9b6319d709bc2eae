// Ctrl+K (or Cmd+K), or a click in the search field of the header, opens the search box: type, arrows, Enter.
// The dialog keeps the focus and closes with Escape by itself; without this script the field of the header sends its form.
(() => {
  const box = document.getElementById("search-box");
  const input = document.getElementById("search-box-input");
  const field = document.getElementById("site-search-input");
  if (!box || !input || !box.showModal) return;

  const options = () => [...box.querySelectorAll("[role=option]")];
  const active = () => box.querySelector("[role=option][aria-selected=true]");

  const choose = (option) => {
    active()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  };

  const open = () => {
    if (box.open) return input.select();
    if (document.querySelector("dialog[open]")) return;
    input.value = field?.value ?? "";
    // The answers to the last question are not those to this one.
    document.getElementById("search-box-list")?.replaceChildren();
    box.showModal();
    input.focus();
    input.select();
    htmx.trigger(input, "search-box");
  };

  const move = { ArrowDown: (at, last) => (at < last ? at + 1 : 0), ArrowUp: (at, last) => (at > 0 ? at - 1 : last) };

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    open();
  });
  field?.addEventListener("click", open);
  input.addEventListener("keydown", (event) => {
    const all = options();
    if (event.key in move && all.length) {
      event.preventDefault();
      choose(all[move[event.key](all.indexOf(active()), all.length - 1)]);
    } else if (event.key === "Escape") {
      // A search field would empty itself first.
      event.preventDefault();
      box.close();
    } else if (event.key === "Enter" && active()) {
      event.preventDefault();
      active().click();
    }
  });
  box.addEventListener("click", (event) => {
    if (event.target.closest("[data-closes]")) box.close();
  });
  box.addEventListener("close", () => choose(null));
  // Enter sends the whole question to the page unless an answer was chosen: nothing is chosen in the person's place.
  // What was chosen stays chosen when the answer to the last key comes after the arrow and still holds it.
  let chosen = null;
  box.addEventListener("htmx:beforeSwap", () => (chosen = active()?.href ?? null));
  box.addEventListener("htmx:afterSwap", () => {
    input.setAttribute("aria-expanded", String(options().length > 0));
    choose(chosen && options().find((option) => option.href === chosen));
  });
})();
