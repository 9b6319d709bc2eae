// The wall ([data-wall]): asks for itself again every few seconds, and keeps what it shows when nobody answers.
(() => {
  const wall = document.querySelector("[data-wall]");
  if (!wall) return;
  const refresh = async () => {
    try {
      const answer = await fetch(wall.dataset.wall, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(10000) });
      if (answer.ok && answer.headers.get("Content-Type")?.includes("json")) wall.innerHTML = (await answer.json()).html;
    } catch { /* the network is cut: the next turn tries again */ }
    setTimeout(refresh, 4000);
  };
  setTimeout(refresh, 4000);
})();
