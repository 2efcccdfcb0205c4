// The editor of a draft: bpmn-js, a panel in the words of the house, the check while one draws, and saving by itself.
import minimapModule from "diagram-js-minimap";
import Modeler from "bpmn-js/lib/Modeler";
import moddle from "../../../docs/reference/lianflow.moddle.json";
import { Checker } from "./editor/checking.js";
import { Panel } from "./editor/panel.js";
import { patternsModule, setPatterns } from "./editor/patterns.js";
import { Saver } from "./editor/saving.js";
import { t, translateModule } from "./editor/texts.js";

const wide = window.matchMedia("(min-width: 992px)");

// On a narrow screen there is no canvas; turned or widened, it opens.
for (const holder of document.querySelectorAll("[data-editor]")) {
  if (wide.matches) void open(holder);
  else wide.addEventListener("change", () => void open(holder), { once: true });
}

async function open(holder) {
  const names = await (await fetch(holder.dataset.names, { headers: { Accept: "application/json" } })).json();
  setPatterns(names.patterns);
  const modeler = makeModeler(holder.querySelector("[data-canvas]"), names);
  holder.modeler = modeler;
  const panel = new Panel(modeler, names, holder.querySelector("[data-panel]"));
  const saver = new Saver(modeler, holder);
  const checker = new Checker(modeler, holder, panel, (...all) => saver.send(...all));
  bindTools(holder, modeler);
  try {
    const file = await fetch(holder.dataset.file);
    saver.tag = file.headers.get("ETag").replaceAll('"', "");
    const { warnings } = await modeler.importXML(await file.text());
    for (const { message } of warnings) console.warn(message);
  } catch (error) {
    document.querySelector("[data-failed]").hidden = false;
    saver.say("failed", t("图不能打开：{why}", { why: error.message }));
    return;
  }
  for (const drawn of holder.querySelectorAll("[data-canvas] svg")) drawn.setAttribute("lang", "zh-CN");
  fit(modeler);
  checker.plan(0);
  saver.say("saved", t("没有未保存的修改"));
  panel.draw();
  holder.dataset.ready = "true";
}

function makeModeler(container, names) {
  return new Modeler({ container, additionalModules: [translateModule, minimapModule, patternsModule], moddleExtensions: { lf: describe(names) } });
}

// The settings of votes are attributes that the wings register: they are known here, not to the file of the extension.
function describe(names) {
  const settings = new Set(names.votes.flatMap((each) => each.settings.map((setting) => setting.name)));
  const added = [...settings].map((name) => ({ name, type: "String", isAttr: true }));
  const types = moddle.types.map((each) => (each.name === "Vote" ? { ...each, properties: [...each.properties, ...added] } : each));
  return { ...moddle, types };
}

// The whole drawing beside the palette.
const PALETTE = 120;

function fit(modeler) {
  const canvas = modeler.get("canvas");
  canvas.zoom("fit-viewport");
  const { outer, inner } = canvas.viewbox();
  const scale = Math.min(1, (outer.width - PALETTE - 20) / inner.width, (outer.height - 40) / inner.height);
  canvas.viewbox({ x: inner.x - PALETTE / scale, y: inner.y - (outer.height / scale - inner.height) / 2, width: outer.width / scale, height: outer.height / scale });
}

function bindTools(holder, modeler) {
  const acts = {
    undo: () => modeler.get("commandStack").undo(),
    redo: () => modeler.get("commandStack").redo(),
    in: () => modeler.get("zoomScroll").stepZoom(1),
    out: () => modeler.get("zoomScroll").stepZoom(-1),
    fit: () => fit(modeler),
    map: () => modeler.get("minimap").toggle(),
    keys: () => holder.querySelector("[data-keys]").showModal(),
  };
  const buttons = [...holder.querySelectorAll("[data-act]")];
  for (const each of buttons) each.addEventListener("click", () => acts[each.dataset.act]());
  const refresh = () => {
    const stack = modeler.get("commandStack");
    for (const each of buttons) {
      if (each.dataset.act === "undo") each.disabled = !stack.canUndo();
      if (each.dataset.act === "redo") each.disabled = !stack.canRedo();
    }
  };
  modeler.on(["commandStack.changed", "import.done"], refresh);
  holder.querySelector("[data-keys] [data-close]").addEventListener("click", () => holder.querySelector("[data-keys]").close());
}
