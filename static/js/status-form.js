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

if (form) {
  form.addEventListener("change", (event) => {
    if (event.target.name === "status") showWhatGoesWith(event.target.value);
  });
  const chosen = form.querySelector("[name=status]:checked");
  showWhatGoesWith(chosen ? chosen.value : "");
}
