// The palette: what people draw most, and our patterns, which bring their inputs with them.
import { getBusinessObject } from "./model.js";
import { t } from "./texts.js";

const KEPT = ["hand-tool", "lasso-tool", "space-tool", "global-connect-tool", "tool-separator", "create.start-event", "create.intermediate-event", "create.end-event", "create.exclusive-gateway", "create.subprocess-expanded"];
let offered = [];

export const setPatterns = (patterns) => (offered = patterns);

class Palette {
  constructor(palette, contextPad, create, autoPlace, elementFactory, moddle) {
    Object.assign(this, { create, autoPlace, elementFactory, moddle });
    palette.registerProvider(500, this);
    contextPad.registerProvider(500, this);
  }

  // What follows a step is most often another that people do.
  getContextPadEntries() {
    return (entries) => {
      if (!entries["append.append-task"]) return entries;
      const append = {
        group: "model", className: "bpmn-icon-user-task", title: t("接用户任务（人办理）"),
        action: {
          click: (_, element) => this.autoPlace.append(element, this.userTask()),
          dragstart: (event, element) => this.create.start(event, this.userTask(), { source: element }),
        },
      };
      return Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, key === "append.append-task" ? append : entry]));
    };
  }

  // A task of people can be completed in one way at least.
  userTask() {
    const done = this.moddle.create("lf:Outcome", { name: "done", label: "办理完毕" });
    return this.shape({ type: "bpmn:UserTask" }, {}, [done]);
  }

  getPaletteEntries() {
    return (entries) => {
      const kept = Object.fromEntries(KEPT.filter((key) => entries[key]).map((key) => [key, entries[key]]));
      const own = offered.map((each) => [`pattern.${each.code}`, {
        group: "patterns", className: `lf-pattern lf-pattern-${each.code}`, title: t("插入{label}：{hint}", { label: each.short, hint: each.hint }),
        html: `<div class="entry lf-pattern" draggable="true">${escape(each.short)}</div>`,
        action: { click: (event) => this.begin(event, each), dragstart: (event) => this.begin(event, each) },
      }]);
      return { ...kept, ...this.tasks(), "pattern-separator": { group: "patterns", separator: true }, ...Object.fromEntries(own) };
    };
  }

  tasks() {
    const task = (type, className, title) => ({
      group: "activity", className, title,
      action: Object.fromEntries(["click", "dragstart"].map((kind) => [kind, (event) =>
        type === "bpmn:UserTask" ? this.create.start(event, this.userTask()) : this.start(event, { type }, {})])),
    });
    return {
      "create.user-task": task("bpmn:UserTask", "bpmn-icon-user-task", t("新建用户任务（人办理）")),
      "create.service-task": task("bpmn:ServiceTask", "bpmn-icon-service-task", t("新建服务任务（系统自动）")),
      "create.rule-task": task("bpmn:BusinessRuleTask", "bpmn-icon-business-rule-task", t("新建规则任务（决策表）")),
    };
  }

  begin(event, pattern) {
    const add = (type, values) => this.moddle.create(`lf:${type}`, values);
    if (pattern.called) {
      const bound = [...pattern.inputs.map((each) => add("In", each)), ...pattern.outputs.map((each) => add("Out", each))];
      return this.start(event, { type: "bpmn:CallActivity" }, { name: pattern.label, calledElement: pattern.called }, bound);
    }
    const outcomes = pattern.outcomes.map((each) => add("Outcome", each));
    return this.start(event, { type: "bpmn:UserTask" }, { name: pattern.label, "lf:permits": pattern.permits || undefined }, [add("Assign", { relation: "member" }), ...outcomes], pattern);
  }

  start(event, ...made) {
    this.create.start(event, this.shape(...made));
  }

  shape(options, properties, extensions = [], loop = null) {
    const shape = this.elementFactory.createShape(options);
    const bo = getBusinessObject(shape);
    for (const [name, value] of Object.entries(properties)) if (value !== undefined) bo.set(name, value);
    if (extensions.length) {
      const holder = this.moddle.create("bpmn:ExtensionElements", { values: extensions });
      holder.$parent = bo;
      for (const each of extensions) each.$parent = holder;
      bo.set("extensionElements", holder);
    }
    if (loop) this.repeat(bo, loop);
    return shape;
  }

  repeat(bo, { sequential, each, until }) {
    const made = this.moddle.create("bpmn:MultiInstanceLoopCharacteristics", { isSequential: sequential, "lf:each": each });
    made.$parent = bo;
    if (until) {
      made.completionCondition = this.moddle.create("bpmn:FormalExpression", { body: until });
      made.completionCondition.$parent = made;
    }
    bo.set("loopCharacteristics", made);
  }
}

Palette.$inject = ["palette", "contextPad", "create", "autoPlace", "elementFactory", "moddle"];

const escape = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

export const patternsModule = { __init__: ["lianflowPalette"], lianflowPalette: ["type", Palette] };
