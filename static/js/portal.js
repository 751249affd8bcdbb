// The portal's own script: a few comforts, nothing that a page needs to work.
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

// Copies of what was typed (see drafts.js) go once the portal has the form, and when one signs out of the device.
function forgetCopies(isOver) {
  try {
    Object.keys(localStorage).filter((key) => key.startsWith("brouillon:") && isOver(localStorage[key]))
      .forEach((key) => localStorage.removeItem(key));
  } catch { /* This browser keeps nothing: there is nothing to forget. */ }
}

const arrived = document.cookie.match(/(?:^|; )recu=([\w-]+)/);
if (arrived) {
  forgetCopies((copy) => copy.includes(arrived[1]));
  document.cookie = "recu=; path=/; max-age=0; samesite=lax";
}
document.querySelectorAll("[data-sign-out]").forEach((form) => {
  form.addEventListener("submit", () => { form.dataset.leaving = ""; forgetCopies(() => true); });
});
