// Filling the door's form, printing, choosing in lists, focusing what went wrong.
export function bindSmall() {
  for (const button of document.querySelectorAll("[data-fill]")) {
    button.addEventListener("click", () => fill(button));
  }
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  for (const select of document.querySelectorAll("select[data-submits]")) {
    select.addEventListener("change", () => select.form.requestSubmit());
  }
  if (window.matchMedia("(max-width: 767px)").matches) {
    for (const fold of document.querySelectorAll("[data-fold-phone]")) fold.open = false;
  }
  document.addEventListener("change", (event) => {
    const pick = event.target.closest?.(".file-pick");
    if (pick) pick.querySelector("[data-names]").textContent = [...event.target.files].map((each) => each.name).join("、") || pick.dataset.none;
  });
  for (const hidden of document.querySelectorAll("[data-scripted]")) hidden.hidden = false;
  for (const plain of document.querySelectorAll("[data-plain]")) plain.hidden = true;
  document.querySelector(".summary")?.focus();
}

function fill(button) {
  const form = document.getElementById(button.dataset.fill);
  form.elements.username.value = button.dataset.username;
  form.elements.password.value = button.dataset.password;
  form.querySelector("[type=submit]").focus();
}
