// Shortcuts. They stand in the help page; letters alone are never taken while one types.
export function openHelp() {
  const dialog = document.getElementById("help-dialog");
  if (!dialog || dialog.open) return;
  dialog.showModal();
}

export function bindKeys(help) {
  const dialog = document.getElementById("help-dialog");
  for (const opener of document.querySelectorAll("[data-help]")) {
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      help();
    });
  }
  dialog?.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || dialog?.open) return;
    const act = { "/": search, "?": help, j: () => move(1), k: () => move(-1), n: () => turn("next"), p: () => turn("prev") }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function isTyping(target) {
  return target.matches?.("input:not([type=checkbox]):not([type=radio]):not([type=submit]), textarea, select, [contenteditable]");
}

function search() {
  const field = document.querySelector("[data-search]");
  field?.focus();
  field?.select();
}

// The row's own link takes the focus, so Enter opens it as it opens any link.
function move(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
  for (const row of rows) row.classList.toggle("here", row === next);
  const link = next.querySelector("a");
  link.focus();
  link.scrollIntoView({ block: "nearest" });
}

function turn(rel) {
  document.querySelector(`a[rel=${rel}]`)?.click();
}
