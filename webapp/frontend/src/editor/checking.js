// The check while one draws: the server's lint, marked on the canvas and listed beside it.
import { h } from "./controls.js";
import { t } from "./texts.js";

const PAUSE = 500;

export class Checker {
  constructor(modeler, holder, panel, send) {
    Object.assign(this, { modeler, holder, panel, send });
    this.list = holder.querySelector("[data-problems]");
    this.count = holder.querySelector("[data-count]");
    this.asked = 0;
    modeler.on("commandStack.changed", () => this.plan());
  }

  plan(pause = PAUSE) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.check(), pause);
  }

  async check() {
    this.asked += 1;
    const number = this.asked;
    const { xml } = await this.modeler.saveXML({ format: true });
    const answer = await this.send("POST", this.holder.dataset.check, xml).catch(() => null);
    if (!answer || number !== this.asked) return;
    if (!answer.ok) return this.plan(5000);
    const { problems } = await answer.json();
    this.show(problems);
  }

  show(problems) {
    const overlays = this.modeler.get("overlays");
    const registry = this.modeler.get("elementRegistry");
    overlays.remove({ type: "lint" });
    for (const [id, found] of Map.groupBy ? Map.groupBy(problems, (each) => each.element_id) : group(problems)) {
      const element = registry.get(id);
      if (element && element !== this.modeler.get("canvas").getRootElement()) this.mark(overlays, element, found);
    }
    this.list.replaceChildren(...problems.map((each) => this.line(each)));
    const errors = problems.filter((each) => each.severity === "error").length;
    this.count.textContent = problems.length ? t("错误 {errors}，提醒 {hints}", { errors, hints: problems.length - errors }) : t("没有发现问题");
    this.count.className = `tag ${errors ? "late" : problems.length ? "soon" : "good"}`;
    this.holder.dataset.checked = String(problems.length);
    this.panel.tell(problems);
  }

  mark(overlays, element, found) {
    const bad = found.some((each) => each.severity === "error");
    const html = h("div", { className: `lint-mark ${bad ? "error" : "hint"}`, title: found.map((each) => each.message).join("\n") }, bad ? "!" : "?");
    overlays.add(element, "lint", { position: { top: -10, right: 12 }, html });
  }

  line(problem) {
    const element = this.modeler.get("elementRegistry").get(problem.element_id);
    const name = element?.businessObject.name || problem.element_id || t("整个流程");
    const jump = h("button", { type: "button", className: "btn-text", onclick: () => this.jump(element) }, name.replace(/\s+/g, " "));
    const tag = h("span", { className: `tag ${problem.severity === "error" ? "late" : "soon"}` }, problem.severity === "error" ? t("错误") : t("提醒"));
    const place = problem.line ? h("span", { className: "quiet small" }, t("第 {line} 行", { line: problem.line })) : null;
    return h("li", {}, tag, " ", jump, " ", place || "", h("span", { className: "block" }, problem.message));
  }

  jump(element) {
    const canvas = this.modeler.get("canvas");
    const shown = element || canvas.getRootElement();
    this.modeler.get("selection").select(element ? shown : null);
    if (element) canvas.scrollToElement(shown, { top: 120, right: 120, bottom: 120, left: 120 });
    this.panel.place.querySelector("input, select, textarea")?.focus();
  }
}

function group(problems) {
  const found = new Map();
  for (const each of problems) found.set(each.element_id, [...(found.get(each.element_id) || []), each]);
  return found;
}
