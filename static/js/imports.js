// Imports: a file dropped on its field, the bar that follows a long work, what goes with an answer. All works without.
"use strict";

// The file may be dropped on the frame around its field.
document.querySelectorAll("[data-drop]").forEach((zone) => {
  const field = zone.querySelector("input[type=file]");
  zone.querySelector("[data-drop-hint]").hidden = false;
  const over = (event) => {
    event.preventDefault();
    zone.classList.toggle("is-over", event.type === "dragover");
  };
  zone.addEventListener("dragover", over);
  zone.addEventListener("dragleave", over);
  zone.addEventListener("drop", (event) => {
    over(event);
    if (event.dataTransfer.files.length) field.files = event.dataTransfer.files;
  });
});

// A new plan is described only where one is asked for; what was told to be wrong of it stays in sight.
document.querySelectorAll("[data-new-plan]").forEach((part) => {
  const plan = part.querySelector("[name=plan]");
  const described = part.querySelector("[data-new-plan-fields]");
  if (!plan) return;
  const show = () => (described.hidden = plan.value !== "+" && !described.querySelector(".field__error"));
  plan.addEventListener("change", show);
  show();
});

// Writing another value ticks its box.
document.querySelectorAll(".choice__text input").forEach((text) => {
  text.addEventListener("input", () => {
    if (text.value) text.closest(".question").querySelector("[value=replace]").checked = true;
  });
});

// Enter in a search of a name presses its own button.
document.querySelectorAll(".question__search input").forEach((text) => {
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    text.closest(".question__search").querySelector("button").click();
  });
});

// The bar of a long work is asked for every second; the page is loaded again when the work is over.
const advance = document.querySelector("[data-advance]");

async function follow() {
  try {
    const answer = await fetch(advance.dataset.advance, { headers: { Accept: "application/json" } });
    const said = await answer.json();
    if (!said.running || said.phase === "interrupted") return location.reload();
    const text = advance.querySelector("[data-advance-text]");
    if (text.textContent !== said.text) text.textContent = said.text;
    const bar = advance.querySelector("progress");
    if (said.percent === null) bar.removeAttribute("value");
    else bar.value = said.percent;
    document.querySelector("[data-advance-late]").hidden = said.phase !== "late";
  } catch {
    // The line is cut: the next second may be better.
  }
  setTimeout(follow, 1000);
  return null;
}

if (advance) setTimeout(follow, 1000);
