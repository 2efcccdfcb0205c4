// Drawings: the file byte for byte, the nodes coloured by what happened there, or by how two versions differ.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

const viewers = {};

for (const holder of document.querySelectorAll("[data-drawing]")) void show(holder);

async function show(holder) {
  const answer = await fetch(holder.dataset.drawing, { headers: { Accept: "application/json" } });
  if (!answer.ok) return fail(holder);
  const { processes } = await answer.json();
  const canvas = holder.querySelector("[data-canvas]");
  const tabs = [...holder.querySelectorAll("[data-process]")];
  const viewer = new NavigatedViewer({ container: canvas });
  if (holder.dataset.side) viewers[holder.dataset.side] = viewer;
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
  for (const [id, sign] of Object.entries(drawn.signs ?? {})) put(viewer, id, sign, drawn.states[id]);
  for (const id of (holder.dataset.around ?? "").split(" ")) lead(viewer, id);
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
  place.style.height = `${Math.max(holder.dataset.side ? 360 : 220, Math.min(520, wanted))}px`;
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

// A sign beside the colour of a mark, so that it can be told without colours.
function put(viewer, id, sign, kind) {
  const element = viewer.get("elementRegistry").get(id);
  if (!element || element.waypoints) return;
  const badge = document.createElement("span");
  badge.className = `lf-sign lf-sign-${kind}`;
  badge.textContent = sign;
  viewer.get("overlays").add(id, { position: { top: -12, left: -12 }, html: badge });
}

// The way around a mandatory step.
function lead(viewer, id) {
  if (id && viewer.get("elementRegistry").get(id)) viewer.get("canvas").addMarker(id, "lf-around");
}

for (const button of document.querySelectorAll("[data-shows]")) button.addEventListener("click", () => showBoth(button));

// Both drawings go to the element of a sentence; where one of them has it not, it stays.
function showBoth(button) {
  for (const [side, viewer] of Object.entries(viewers)) centre(viewer, button.dataset[side]);
  document.querySelector("#drawings").scrollIntoView({ block: "nearest" });
}

function centre(viewer, id) {
  const canvas = viewer.get("canvas");
  for (const shown of viewer.get("elementRegistry").filter((each) => canvas.hasMarker(each, "lf-shown"))) canvas.removeMarker(shown, "lf-shown");
  const element = id && viewer.get("elementRegistry").get(id);
  if (!element) return;
  const middle = element.waypoints ? element.waypoints[Math.floor(element.waypoints.length / 2)] : { x: element.x + element.width / 2, y: element.y + element.height / 2 };
  const { outer } = canvas.viewbox();
  const [width, height] = [outer.width / READABLE, outer.height / READABLE];
  canvas.viewbox({ x: middle.x - width / 2, y: middle.y - height / 2, width, height });
  canvas.addMarker(element, "lf-shown");
}
