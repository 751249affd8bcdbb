// The portal's own script: three comforts, nothing that a page needs to work.
"use strict";

// A form sent twice on a slow line would be recorded twice: its buttons rest once it has left.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post" || event.defaultPrevented) return;
  const buttons = event.target.querySelectorAll("button:not([type=button])");
  setTimeout(() => buttons.forEach((button) => { button.disabled = true; button.dataset.sent = ""; }));
});

// Coming back to the page with the browser's back button wakes them up again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("button[data-sent]").forEach((button) => (button.disabled = false));
});

// Escape closes the menu and gives the focus back to its button.
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector(".menu-fold[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
