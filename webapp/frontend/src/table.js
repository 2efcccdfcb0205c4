// The editor of a decision table: dmn-js, the server's check, and storing the next version.
import Manager from "dmn-js-shared/lib/base/EditingManager";
import TableEditor from "dmn-js-decision-table/lib/Editor";
import { h } from "./editor/controls.js";
import { t, translateModule } from "./editor/texts.js";

class Editor extends Manager {
  _getViewProviders() {
    return [{
      id: "decisionTable",
      constructor: TableEditor,
      opens: (element) => element.$instanceOf?.("dmn:Decision") && element.decisionLogic?.$instanceOf("dmn:DecisionTable"),
    }];
  }
}

for (const holder of document.querySelectorAll("[data-table]")) void open(holder);

async function open(holder) {
  const data = holder.dataset;
  const editor = new Editor({ container: holder.querySelector("[data-canvas]"), decisionTable: { additionalModules: [translateModule] } });
  holder.editor = editor;
  const say = (text) => (holder.querySelector("[data-state]").textContent = text);
  let changed = false;
  window.addEventListener("beforeunload", (event) => changed && event.preventDefault());
  const send = async (address) => {
    const { xml } = await editor.saveXML({ format: true });
    return fetch(address, { method: "POST", body: xml, headers: { Accept: "application/json", "Content-Type": "application/xml", "X-CSRFToken": data.csrf } });
  };
  const show = (problems) => {
    holder.querySelector("[data-problems]").replaceChildren(...problems.map(line));
    say(problems.length ? t("有 {count} 处问题", { count: problems.length }) : t("没有发现问题"));
    holder.dataset.checked = String(problems.length);
  };
  const check = async () => show((await (await send(data.check)).json()).problems);
  const store = async () => {
    const answer = await send(data.store);
    const said = await answer.json();
    if (!answer.ok) return show((said.errors || []).length ? said.errors : [{ message: said.detail, severity: "error" }]);
    changed = false;
    return location.assign(data.pages.replace("ID", said.id));
  };
  try {
    await editor.importXML(await (await fetch(data.file)).text());
  } catch (error) {
    return say(t("图不能打开：{why}", { why: error.message }));
  }
  holder.querySelector("th.index-column")?.append("#");
  let timer;
  editor.getActiveViewer().on("elements.changed", () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(() => void check(), 500);
  });
  holder.querySelector("[data-store]").addEventListener("click", () => void store());
  await check();
  holder.dataset.ready = "true";
}

function line(problem) {
  const tag = h("span", { className: `tag ${problem.severity === "error" ? "late" : "soon"}` }, problem.severity === "error" ? t("错误") : t("提醒"));
  const place = problem.line ? t("第 {line} 行", { line: problem.line }) : "";
  return h("li", {}, tag, " ", h("span", { className: "quiet small" }, place), " ", h("span", {}, problem.message));
}
