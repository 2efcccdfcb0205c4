// The drawing of an instance: the file byte for byte, the nodes coloured by what happened there.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

for (const holder of document.querySelectorAll("[data-drawing]")) void show(holder);

async function show(holder) {
  const answer = await fetch(holder.dataset.drawing, { headers: { Accept: "application/json" } });
  if (!answer.ok) return fail(holder);
  const { processes } = await answer.json();
  const canvas = holder.querySelector("[data-canvas]");
  const tabs = [...holder.querySelectorAll("[data-process]")];
  const viewer = new NavigatedViewer({ container: canvas });
  for (const tab of tabs) {
    tab.addEventListener("click", () => void draw(holder, viewer, processes, tabs, tab.dataset.process));
    tab.addEventListener("keydown", (event) => step(event, tabs, tab));
  }
  holder.querySelector("[data-zoom=in]")?.addEventListener("click", () => viewer.get("zoomScroll").stepZoom(1));
  holder.querySelector("[data-zoom=out]")?.addEventListener("click", () => viewer.get("zoomScroll").stepZoom(-1));
  holder.querySelector("[data-zoom=fit]")?.addEventListener("click", () => fit(viewer));
  await draw(holder, viewer, processes, tabs, holder.dataset.first || processes[0]?.key);
}

function step(event, tabs, tab) {
  const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!move) return;
  const next = tabs[(tabs.indexOf(tab) + move + tabs.length) % tabs.length];
  next.focus();
  next.click();
}

async function draw(holder, viewer, processes, tabs, key) {
  const drawn = processes.find((each) => each.key === key);
  for (const tab of tabs) {
    const here = tab.dataset.process === key;
    tab.setAttribute("aria-selected", String(here));
    tab.tabIndex = here ? 0 : -1;
  }
  try {
    const xml = await (await fetch(drawn.xml)).text();
    const { warnings } = await viewer.importXML(xml);
    for (const { message } of warnings) console.warn(message);
  } catch {
    return fail(holder);
  }
  size(holder, viewer);
  mark(viewer, drawn);
  name(viewer, drawn.names);
  fit(viewer);
  if ("focus" in holder.dataset) focus(viewer, drawn);
  holder.dataset.shown = key;
}

// As high as the drawing asks for at this width, within bounds.
function size(holder, viewer) {
  const canvas = viewer.get("canvas");
  const { inner } = canvas.viewbox();
  const place = holder.querySelector("[data-canvas]");
  const wanted = (place.clientWidth * inner.height) / inner.width + 48;
  place.style.height = `${Math.max(220, Math.min(520, wanted))}px`;
  canvas.resized();
}

const READABLE = 0.8;

// A drawing that would be too small to read begins at the step that is open.
function focus(viewer, drawn) {
  const canvas = viewer.get("canvas");
  if (canvas.zoom() > 0.6) return;
  const open = Object.keys(drawn.states).find((id) => ["active", "overdue"].includes(drawn.states[id]));
  const element = open && viewer.get("elementRegistry").get(open);
  if (!element) return;
  const { outer } = canvas.viewbox();
  const [width, height] = [outer.width / READABLE, outer.height / READABLE];
  canvas.viewbox({ x: element.x + element.width / 2 - width / 2, y: element.y + element.height / 2 - height / 2, width, height });
}

function mark(viewer, drawn) {
  const canvas = viewer.get("canvas");
  const registry = viewer.get("elementRegistry");
  for (const [id, state] of Object.entries(drawn.states)) {
    if (registry.get(id)) canvas.addMarker(id, `lf-${state}`);
  }
}

// Names in the reader's language; the file itself is not touched.
function name(viewer, names) {
  const registry = viewer.get("elementRegistry");
  const graphics = viewer.get("graphicsFactory");
  for (const [id, text] of Object.entries(names)) {
    for (const element of [registry.get(id), registry.get(`${id}_label`)]) {
      if (!element) continue;
      element.businessObject.name = text;
      graphics.update(element.waypoints ? "connection" : "shape", element, registry.getGraphics(element));
    }
  }
}

function fit(viewer) {
  const canvas = viewer.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  canvas.zoom(canvas.zoom() * 0.94, "auto");
}

function fail(holder) {
  holder.querySelector("[data-failed]").hidden = false;
  holder.querySelector("[data-canvas]").hidden = true;
}
