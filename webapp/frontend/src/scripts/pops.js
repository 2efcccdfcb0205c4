// Small menus: one open at a time, closed by Escape or a click elsewhere.
export function bindPops() {
  const pops = [...document.querySelectorAll("details.pop")];
  document.addEventListener("click", (event) => {
    for (const pop of pops) if (!pop.contains(event.target)) pop.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const pop of pops) {
      if (!pop.open) continue;
      pop.open = false;
      pop.querySelector("summary").focus();
    }
  });
}
