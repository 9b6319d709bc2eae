// The live log ([data-crisis-log]): what others write arrives by itself, and what one writes is never lost.
// An entry is kept in the browser until the server has given its number: a cut, a reload or an expired session do not
// lose it, and its own key makes sure that it is never written twice. Without this script the form sends itself.
(() => {
  const root = document.querySelector("[data-crisis-log]");
  if (!root) return;
  const EVERY = 3000, PATIENCE = 10000, FILE_PATIENCE = 120000;
  const form = root.querySelector("form[data-entry]");
  const rows = root.querySelector("[data-rows]");
  const state = root.querySelector("[data-state]");
  const waiting = root.querySelector("[data-waiting]");
  const list = root.querySelector("[data-waiting-list]");
  // Of this person on this event: somebody else at the same screen neither reads nor sends them.
  const place = `crisis-log:${root.dataset.person}:${root.dataset.event}`;
  // Who opened this screen: if somebody else signs in meanwhile in the same browser, nothing is written in their name.
  const json = { Accept: "application/json", "X-Person": root.dataset.person };
  let last = Number(root.dataset.last);
  // The clock of the server, so that a wrong clock of this machine tells no lie.
  let ahead = new Date(root.dataset.now) - Date.now();
  let token = form?.elements.csrfmiddlewaretoken.value;
  // Files cannot wait in the browser beyond this page: they are kept here until they are sent.
  const files = new Map();
  let cut = false, signedOut = false, busy = false, again = false;

  const kept = () => { try { return JSON.parse(localStorage.getItem(place)) ?? []; } catch { return []; } };
  const keep = (entries) => (entries.length ? localStorage.setItem(place, JSON.stringify(entries)) : localStorage.removeItem(place));
  const change = (key, facts) => keep(kept().map((entry) => (entry.key === key ? { ...entry, ...facts } : entry)));
  const forget = (key) => keep(kept().filter((entry) => entry.key !== key));
  const newKey = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));

  const say = () => {
    if (!state) return;
    const left = kept().length, some = `${left} saisie${left > 1 ? "s" : ""} en attente`;
    state.classList.toggle("crisis-state--cut", cut || signedOut);
    if (signedOut) {
      const link = Object.assign(document.createElement("a"), { href: root.dataset.signIn, textContent: "Se reconnecter" });
      state.replaceChildren(`Session expirée : vos saisies sont gardées dans ce navigateur (${some}). `, link);
    } else if (cut) state.textContent = `Hors ligne : vos saisies sont gardées dans ce navigateur (${some}).`;
    else state.textContent = left ? `En direct, ${some}.` : "En direct.";
  };

  const button = (words, act) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "link-button", textContent: words });
    made.addEventListener("click", act);
    return made;
  };

  const drop = (key) => { files.delete(key); forget(key); };

  const takeBack = (entry) => {
    for (const [name, value] of Object.entries(entry.fields)) if (form.elements[name] && name !== "client_key") form.elements[name].value = value;
    drop(entry.key);
    show();
  };

  // What is wrong with the file is said beside its field, as the page without script does; nothing said when it is right.
  const aboutFile = (sentence) => {
    const field = form.elements.document, group = field.closest(".field"), id = `${field.id}-refused`;
    document.getElementById(id)?.remove();
    group.classList.toggle("fr-upload-group--error", Boolean(sentence));
    field.toggleAttribute("aria-invalid", Boolean(sentence));
    field.dataset.hint ??= field.getAttribute("aria-describedby") ?? "";
    field.setAttribute("aria-describedby", sentence ? `${field.dataset.hint} ${id}`.trim() : field.dataset.hint);
    if (!sentence) return;
    group.append(Object.assign(document.createElement("p"), { id, className: "fr-message fr-message--error", role: "alert", textContent: sentence }));
    field.closest("details").open = true;
    field.focus();
  };

  const show = () => {
    say();
    if (!waiting) return;
    const entries = kept();
    waiting.hidden = !entries.length;
    list.replaceChildren(...entries.map((entry) => {
      const line = document.createElement("li");
      line.append(`${new Date(entry.typed).toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" })} : ${entry.fields.text} `);
      if (entry.file) line.append(`(pièce jointe : ${entry.file}) `);
      line.append(entry.refused ? `Refusée : ${entry.refused}` : "En attente.");
      if (entry.refused) line.append(
        button("Reprendre", () => { takeBack(entry); form.elements.text.focus(); }),
        button("Abandonner", () => { drop(entry.key); show(); }),
      );
      return line;
    }));
  };

  const answerOf = async (address, options) => {
    const answer = await fetch(address, { headers: json, signal: AbortSignal.timeout(PATIENCE), ...options });
    const speaks = answer.headers.get("Content-Type")?.includes("json");
    // The page of sign-in instead of an answer: nobody is signed in any more.
    if (answer.redirected || answer.status === 401 || !speaks && answer.ok) throw new Error("signed-out");
    if (answer.status >= 500 || !speaks) throw new Error("unavailable");
    return { status: answer.status, body: await answer.json() };
  };

  const stopped = (error) => {
    signedOut = error.message === "signed-out";
    cut = !signedOut;
    // Whatever waits from now on is told as typed offline, at the time when it was typed.
    keep(kept().map((entry) => ({ ...entry, offline: true })));
    show();
  };

  // Replaced when it has changed, and never under the fingers of who is in it.
  const shown = {};
  const region = (name, html) => {
    const found = root.querySelector(`[data-live="${name}"]`);
    if (!found || shown[name] === html || found.contains(document.activeElement)) return;
    found.innerHTML = shown[name] = html;
  };

  const poll = async () => {
    const address = new URL(root.dataset.poll, location.href);
    address.searchParams.set("after", last);
    const { status, body } = await answerOf(address);
    if (status !== 200) return;
    [cut, signedOut] = [false, false];
    ahead = new Date(body.now) - Date.now();
    token = body.token;
    last = body.last;
    const news = document.createElement("tbody");
    news.innerHTML = body.rows;
    for (const row of [...news.children].reverse()) if (!document.getElementById(row.id)) rows.prepend(row);
    news.innerHTML = body.changed;
    for (const row of [...news.children]) document.getElementById(row.id)?.replaceWith(row);
    if (rows.children.length) root.querySelector("[data-empty]")?.remove();
    region("top", body.top);
    region("side", body.side);
  };

  const send = async () => {
    // A file takes time: what has none goes first.
    for (const entry of kept().sort((first, second) => Boolean(first.file) - Boolean(second.file))) {
      if (entry.refused) continue;
      const file = files.get(entry.key);
      if (entry.file && !file) {
        change(entry.key, { refused: "la pièce jointe n'a pas été gardée, la choisir de nouveau." });
        continue;
      }
      const data = file ? new FormData() : new URLSearchParams();
      for (const [name, value] of Object.entries(entry.fields)) data.set(name, value);
      if (file) {
        data.set("document", file);
        if (!data.get("fact_at")) data.set("fact_at", entry.typed);
      }
      const sent = () => answerOf(form.action, { method: "POST", body: data, ...(file && { signal: AbortSignal.timeout(FILE_PATIENCE) }) });
      data.set("csrfmiddlewaretoken", token);
      data.set("client_key", entry.key);
      if (entry.offline) {
        data.set("offline", "on");
        if (!data.get("fact_at")) data.set("fact_at", entry.typed);
      }
      let { status, body } = await sent();
      if (status === 403) {
        // Signed in again elsewhere: the token of the form is that of the session before.
        await poll();
        data.set("csrfmiddlewaretoken", token);
        ({ status, body } = await sent());
      }
      if (status < 300) drop(entry.key);
      else if (body.errors?.some(({ field }) => field === "document") && !form.elements.text.value) { takeBack(entry); aboutFile(body.detail); }
      else change(entry.key, { refused: body.detail ?? "Le serveur n'a pas accepté cette saisie." });
    }
  };

  // One turn at a time: what is asked meanwhile is done at the end of it.
  const turn = async () => {
    if (busy) { again = true; return; }
    busy = true;
    try {
      if (cut || signedOut || !token) await poll();
      if (form) await send();
      await poll();
    } catch (error) {
      stopped(error);
    }
    busy = false;
    show();
    if (again) { again = false; if (!cut && !signedOut) turn(); }
  };

  // Local time as the field of the form writes it, on the clock of the server.
  const typedAt = () => new Date(Date.now() + ahead).toISOString().slice(0, 19) + "Z";

  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = form.elements.text;
    if (!text.value.trim()) { text.setAttribute("aria-invalid", "true"); text.focus(); return; }
    text.removeAttribute("aria-invalid");
    const fields = Object.fromEntries([...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "client_key", "offline", "document"].includes(name)));
    const key = newKey(), file = form.elements.document.files[0];
    if (file) files.set(key, file);
    aboutFile("");
    keep([...kept(), { key, fields, file: file?.name, typed: typedAt(), offline: cut || signedOut || !navigator.onLine }]);
    for (const name of ["text", "origin", "fact_at", "paper_number", "tags", "place", "recipients", "document"]) form.elements[name].value = "";
    form.elements.urgency.value = "routine";
    text.focus();
    show();
    turn();
  });
  window.addEventListener("online", turn);
  window.addEventListener("storage", show);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) turn(); });
  setInterval(turn, EVERY);
  if (form && !document.getElementById("error-summary")) form.elements.text.focus({ preventScroll: true });
  show();
  if (kept().length) turn();
})();
