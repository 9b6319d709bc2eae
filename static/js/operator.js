// Arrows go from one row to the next ([data-choice]); the first one has the focus when the page opens.
(() => {
  const choices = [...document.querySelectorAll("[data-choice]")];
  const move = { ArrowDown: 1, ArrowUp: -1 };
  choices[0]?.focus();
  document.addEventListener("keydown", (event) => {
    const step = move[event.key];
    const at = choices.indexOf(document.activeElement);
    if (!step || at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    choices[(at + step + choices.length) % choices.length].focus();
  });
})();
