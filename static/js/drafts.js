// Long forms on a bad line: a copy of what was typed stays on this device until the portal has it, and a form that
// cannot leave says so and waits. Files are not copied. Without this script the form is sent as any other.
"use strict";

const COPY = "brouillon:";
const OLD = 14 * 24 * 3600 * 1000;

const readCopy = (key) => {
  try {
    const copy = JSON.parse(localStorage[key]);
    return Date.now() - copy.at < OLD ? copy : null;
  } catch {
    return null;
  }
};

const typed = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");

function writeCopy(form) {
  if (document.querySelector("[data-sign-out][data-leaving]")) return;
  try {
    localStorage[COPY + form.dataset.draft] = JSON.stringify({ at: Date.now(), fields: typed(form) });
  } catch { /* Full, or forbidden: the form works as without a copy. */ }
}

function takeCopy(form, copy) {
  const fields = copy.fields.map(([name, value]) => `${name}\n${value}`);
  const values = Object.fromEntries(copy.fields);
  for (const control of form.elements) {
    if (["radio", "checkbox"].includes(control.type)) control.checked = fields.includes(`${control.name}\n${control.value}`);
    else if (control.name in values && !["file", "submit"].includes(control.type) && control.name !== "row") control.value = values[control.name];
  }
  // What goes with the status is shown, as if it had just been chosen.
  (form.querySelector(":checked") || form).dispatchEvent(new Event("input", { bubbles: true }));
}

function keepCopies(form) {
  const key = COPY + form.dataset.draft;
  const offer = form.querySelector("[data-draft-offer]");
  const copy = "sent" in form.dataset ? null : readCopy(key);
  if (copy) {
    offer.querySelector("[data-draft-date]").textContent = new Date(copy.at).toLocaleString("fr-FR", { dateStyle: "long", timeStyle: "short" });
    offer.hidden = false;
  }
  offer.querySelector("[data-draft-take]").addEventListener("click", () => { takeCopy(form, copy); offer.hidden = true; });
  offer.querySelector("[data-draft-drop]").addEventListener("click", () => { localStorage.removeItem(key); offer.hidden = true; });
  let soon;
  form.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(() => writeCopy(form), 200); });
}

// The portal is asked whether it answers before the form leaves: a browser without a line would show its own page.
function guard(form) {
  const said = form.querySelector("[data-offline]");
  const tell = (isOffline) => { if (said) said.hidden = !isOffline; };
  addEventListener("offline", () => tell(true));
  addEventListener("online", () => tell(false));
  // An older telephone cannot be asked so: its form leaves as any other, and what was typed is kept all the same.
  if (!AbortSignal.timeout || !form.requestSubmit) return;
  form.addEventListener("submit", async (event) => {
    if ("leaving" in form.dataset) return;
    event.preventDefault();
    if ("draft" in form.dataset) writeCopy(form);
    const asked = { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(20_000) };
    const line = await fetch(form.dataset.guard, asked).catch(() => null);
    tell(!line);
    if (!line) return said && said.scrollIntoView({ block: "center" });
    form.dataset.leaving = "";
    return form.requestSubmit(event.submitter);
  });
  addEventListener("pageshow", () => { delete form.dataset.leaving; });
}

// In a table, Enter goes down a column instead of sending what is not finished.
function goDown(form) {
  form.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td");
    if (event.key !== "Enter" || !cell || event.target.tagName === "A" || event.ctrlKey) return;
    event.preventDefault();
    const below = cell.parentElement.nextElementSibling;
    const next = below && below.cells[cell.cellIndex].querySelector("input, select, textarea");
    if (next) next.focus();
  });
}

document.querySelectorAll("[data-draft]").forEach(keepCopies);
document.querySelectorAll("[data-guard]").forEach(guard);
document.querySelectorAll("[data-grid]").forEach(goDown);
