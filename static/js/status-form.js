// The form of an activity's state: asks only what goes with the status chosen. Without it, everything is shown.
"use strict";

const form = document.querySelector("[data-status-form]");

function showWhatGoesWith(status) {
  form.querySelectorAll("[data-for]").forEach((part) => {
    const fits = !status || part.dataset.for.split(" ").includes(status);
    // A fault that was told stays in sight, whatever the status.
    part.hidden = !fits && !part.querySelector(".field__error");
    part.querySelectorAll("input, select, textarea").forEach((control) => { control.disabled = part.hidden; });
  });
}

// Wholly done and said to be « en cours »: the other status is proposed, never chosen for the person.
function proposeDone(status) {
  const stages = [...form.querySelectorAll("[name=stages]")];
  const typed = form.querySelector("[name=progress]");
  const whole = typed ? parseFloat(typed.value) === 100 : stages.length > 0 && stages.every((one) => one.checked);
  form.querySelector("[data-whole]").hidden = !(whole && status === "in_progress");
}

// A file too heavy is told before it is sent.
function weigh(field) {
  const { largest, most } = field.dataset;
  const heavy = [...field.files].filter((file) => file.size > Number(largest)).map((file) => `« ${file.name} »`);
  const said = form.querySelector("[data-heavy]");
  said.textContent = heavy.length ? `Trop lourd, ${largest / 1e6} Mo au plus : ${heavy.join(", ")}.` : "";
  if (field.files.length > Number(most)) said.textContent += ` ${most} fichiers au plus.`;
  said.hidden = !said.textContent;
}

function react(event) {
  const chosen = form.querySelector("[name=status]:checked");
  if (!event || event.target.name === "status") showWhatGoesWith(chosen ? chosen.value : "");
  if (event && event.target.type === "file") weigh(event.target);
  proposeDone(chosen ? chosen.value : "");
}

if (form) {
  form.addEventListener("input", react);
  form.addEventListener("change", react);
  react();
}
