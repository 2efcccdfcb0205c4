// On a phone the menu is a strip; its button lays all groups open.
export function bindMenu() {
  const side = document.querySelector("[data-side]");
  const key = side?.querySelector("[data-menu]");
  if (!key) return;
  const turn = (open) => {
    side.toggleAttribute("data-open", open);
    key.setAttribute("aria-expanded", String(open));
  };
  key.addEventListener("click", () => turn(!side.hasAttribute("data-open")));
  side.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !side.hasAttribute("data-open")) return;
    turn(false);
    key.focus();
  });
}
