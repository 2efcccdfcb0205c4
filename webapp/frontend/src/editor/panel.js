// The panel beside the canvas: what the chosen element is, in the words of the house.
import { field, h, NONE, section, select, text } from "./controls.js";
import { dueFields } from "./due.js";
import { formSection, outcomeSection } from "./fields.js";
import { eventSection, flowSection, variableSection } from "./flows.js";
import { getBusinessObject, is, Model } from "./model.js";
import { ownerSection } from "./owners.js";
import { actionSection, callSection, checkpointField, decisionSection, loopSection, permitSection, voteSection } from "./work.js";
import { CHINESE } from "./chinese.js";
import { chinese, t } from "./texts.js";

const KINDS = {
  "bpmn:Process": "流程", "bpmn:Collaboration": "流程", "bpmn:Participant": "流程", "bpmn:Lane": "泳道", "bpmn:UserTask": "用户任务（人办理）",
  "bpmn:SequenceFlow": "连线", "bpmn:TextAnnotation": "注释",
};

export class Panel {
  constructor(modeler, names, place) {
    this.model = new Model(modeler);
    this.names = names;
    this.place = place;
    this.folded = new Set(["variables", "permits", "form", "vote", "loop", "work"]);
    this.selection = modeler.get("selection");
    // Parts that begin closed remember what was opened.
    const opened = new Set();
    this.opened = { has: (key) => !opened.has(key), add: (key) => opened.delete(key), delete: (key) => opened.add(key) };
    this.problems = [];
    modeler.on(["selection.changed", "commandStack.changed", "import.done"], () => this.draw());
  }

  draw() {
    if (!this.model.process) return;
    const chosen = this.selection.get();
    const element = chosen.length === 1 ? chosen[0].labelTarget || chosen[0] : this.model.canvas.getRootElement();
    const active = this.place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const top = this.place.scrollTop;
    this.place.dataset.element = getBusinessObject(element)?.id || "";
    this.place.replaceChildren(...(chosen.length > 1 ? [h("p", { className: "quiet" }, t("选中了 {count} 个元素", { count: chosen.length }))] : this.parts(element)));
    this.place.scrollTop = top;
    if (active) this.place.querySelector(`[data-key="${CSS.escape(active)}"]`)?.focus();
  }

  parts(element) {
    const bo = getBusinessObject(element);
    const bearer = this.model.bearer(element);
    return [this.head(element, bo), this.mine(bearer.id), this.names_(element, bo), ...this.sections(element, bearer), this.lists()].filter(Boolean);
  }

  head(element, bo) {
    const kind = KINDS[bo.$type] ? t(KINDS[bo.$type]) : this.kindOf(bo);
    return h("h2", { className: "panel-head" }, kind, " ", h("code", { className: "small" }, this.model.bearer(element).id));
  }

  kindOf(bo) {
    const english = bo.$type.replace("bpmn:", "").replace(/([a-z])([A-Z])/g, (_, left, right) => `${left} ${right.toLowerCase()}`);
    return chinese ? CHINESE[english] || english : english;
  }

  // What the check says of this element stands where it is mended.
  mine(id) {
    const found = this.problems.filter((each) => each.element_id === id);
    return found.length ? h("ul", { className: "panel-problems" }, found.map((each) => h("li", { className: each.severity === "error" ? "late" : "soon" }, each.message))) : null;
  }

  names_(element, bo) {
    if (is(bo, "bpmn:TextAnnotation")) return null;
    const target = is(bo, "bpmn:Participant") ? bo : this.model.bearer(element);
    const rename = (value) => {
      this.model.modeling.updateProperties(element, { name: value });
      const process = this.model.process;
      if (is(bo, "bpmn:Participant") && process) this.model.modeling.updateModdleProperties(element, process, { name: value });
    };
    const bearer = this.model.bearer(element);
    const write = is(bo, "bpmn:Collaboration") ? (value) => this.model.modeling.updateModdleProperties(element, bearer, { name: value }) : rename;
    return h("div", {},
      field(t("名称"), text("name", target.name, write, { lines: bo.waypoints ? 1 : 2 })),
      is(bo, "bpmn:Lane") ? null : section("about", t("说明文字"), this.opened, text("documentation", bearer.get("documentation")?.[0]?.text, (value) => this.describe(element, bearer, value), { lines: 3, "aria-label": t("说明文字") })));
  }

  describe(element, bo, value) {
    const made = value ? [this.model.moddle.create("bpmn:Documentation", { text: value })] : [];
    for (const each of made) each.$parent = bo;
    this.model.modeling.updateModdleProperties(element, bo, { documentation: made });
  }

  sections(element, bo) {
    if (is(bo, "bpmn:Process")) return [variableSection(this, element, bo)];
    if (is(bo, "bpmn:SequenceFlow")) return [flowSection(this, element, bo)];
    if (is(bo, "bpmn:UserTask")) return this.userParts(element, bo);
    if (is(bo, "bpmn:CallActivity")) return [callSection(this, element, bo), loopSection(this, element, bo), checkpointField(this, element, bo)];
    if (is(bo, "bpmn:ServiceTask")) return [actionSection(this, element, bo), loopSection(this, element, bo), checkpointField(this, element, bo)];
    if (is(bo, "bpmn:BusinessRuleTask")) return [decisionSection(this, element, bo)];
    if (is(bo, "bpmn:SubProcess")) return [loopSection(this, element, bo), checkpointField(this, element, bo)];
    if (is(bo, "bpmn:StartEvent") && !bo.get("eventDefinitions")?.length) return [ownerSection(this, element, bo), formSection(this, element, bo), this.workFields(element, bo)];
    if (is(bo, "bpmn:CatchEvent")) return [eventSection(this, element, bo), this.model.list(bo, "Trigger").length ? ownerSection(this, element, bo) : null];
    if (is(bo, "bpmn:ThrowEvent")) return [eventSection(this, element, bo)];
    if (bo.$type === "bpmn:Task") return [h("p", { className: "soon" }, t("这个任务还没有种类：用“更换类型”改为用户任务、服务任务等。"))];
    return [];
  }

  userParts(element, bo) {
    const { model, names } = this;
    return [
      ownerSection(this, element, bo),
      dueFields("due", bo.get("lf:due"), names, model.variables, (value) => model.set(element, bo, { "lf:due": value })),
      outcomeSection(this, element, bo),
      formSection(this, element, bo),
      voteSection(this, element, bo),
      loopSection(this, element, bo),
      permitSection(this, element, bo),
      checkpointField(this, element, bo),
      this.workFields(element, bo),
    ];
  }

  // What of the domain stands beside the form, and what takes it.
  workFields(element, bo) {
    const { model, names } = this;
    const choice = (list) => [NONE(), ...list.map((value) => ({ value, label: value }))];
    const starts = is(bo, "bpmn:StartEvent");
    return section("work", t("业务处理"), this.folded,
      starts ? null : field(t("办理页上显示"), select("panel", bo.get("lf:panel"), choice(names.panels), (value) => model.set(element, bo, { "lf:panel": value }))),
      field(t("提交后登记到"), select("writes", bo.get("lf:writes"), choice(starts ? names.starters : names.handlers), (value) => model.set(element, bo, { "lf:writes": value }))));
  }

  // Suggestions for texts that name things.
  lists() {
    const { names, model } = this;
    const applied = (each) => `${each.name}(${each.takes.join(", ")})`;
    this.offer("relations-list", names.relations.map((each) => ({ value: applied(each), label: each.label })));
    this.offer("sources-list", names.sources.map((each) => ({ value: applied(each) })));
    this.offer("variables-list", model.variables.map((each) => ({ value: each.name, label: each.label })));
    return null;
  }

  offer(id, options) {
    const list = document.getElementById(id) || document.body.appendChild(h("datalist", { id }));
    list.replaceChildren(...options.map((each) => h("option", { value: each.value, label: each.label || each.value })));
  }

  tell(problems) {
    this.problems = problems;
    if (!this.place.contains(document.activeElement)) return this.draw();
    // Whoever is typing keeps his place.
    this.place.querySelector(".panel-problems")?.remove();
    const found = this.mine(this.place.dataset.element);
    return found && this.place.querySelector(".panel-head")?.after(found);
  }
}
