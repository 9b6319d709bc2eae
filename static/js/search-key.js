// Ctrl+K leads to the search field of the header, or opens it on a small screen.
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
  const input = document.getElementById("site-search-input");
  if (!input) return;
  event.preventDefault();
  const button = document.getElementById("search-button");
  if (button && button.offsetParent) button.click();
  input.focus();
  input.select();
});
