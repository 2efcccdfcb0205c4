// Where a way leads and when: conditions with a small builder, timers, messages, variables of the process.
import { button, field, h, row, section, select, text, tick } from "./controls.js";
import { dueFields } from "./due.js";
import { t } from "./texts.js";
import { is } from "./model.js";
import { setBody } from "./work.js";

export function flowSection(panel, element, bo) {
  const { model, folded } = panel;
  const source = bo.sourceRef;
  const splits = source && (is(source, "bpmn:ExclusiveGateway") || is(source, "bpmn:InclusiveGateway") || is(source, "bpmn:Activity"));
  if (!splits) return null;
  const write = (value) => setBody(panel, element, bo, "conditionExpression", value);
  const given = bo.get("conditionExpression")?.body || "";
  const fallback = source.get("default") === bo;
  const change = (on) => {
    model.modeling.updateProperties(model.registry.get(source.id), { default: on ? bo : undefined });
    if (on) write("");
  };
  return section("flow", t("走这条的条件"), folded,
    tick("flow.default", t("默认：其他条件都不成立时走这条"), fallback, change),
    fallback ? null : field(t("条件"), text("flow.condition", given, write, { lines: 2 }), t("如 days > 5 and kind == 'A'；即时检查，错误见“检查结果”")),
    fallback ? null : builder(panel, write));
}

// Puts a simple condition together; what is more complicated is written.
function builder(panel, write) {
  const { model } = panel;
  const outcomes = model.userTasks.flatMap((task) => model.list(task, "Outcome").map((each) => ({
    value: `${task.id} == '${each.name}'`, label: `${task.name || task.id}：${each.label}`,
  })));
  const flags = model.variables.filter((each) => each.type === "boolean").flatMap((each) => [
    { value: each.name, label: t("{name}：是", { name: each.label || each.name }) },
    { value: `not ${each.name}`, label: t("{name}：否", { name: each.label || each.name }) },
  ]);
  const numbers = model.variables.filter((each) => each.type === "integer").map((each) => ({ value: `${each.name} > 0`, label: t("{name} 大于 0", { name: each.label || each.name }) }));
  const options = [
    { value: "", label: t("选择…") },
    { label: t("某环节的办理结果"), options: outcomes },
    { label: t("流程变量"), options: [...flags, ...numbers] },
  ];
  return field(t("由此选用一个条件"), select("flow.builder", "", options, (value) => value && write(value)));
}

export function eventSection(panel, element, bo) {
  const { model, names, folded } = panel;
  const [definition] = bo.get("eventDefinitions") || [];
  if (!definition) return null;
  if (is(definition, "bpmn:TimerEventDefinition")) {
    const date = definition.get("timeDate")?.body;
    return section("timer", t("定时"), folded,
      dueFields("timer", bo.get("lf:due"), names, model.variables, (value) => model.set(element, bo, { "lf:due": value })),
      field(t("或到某日某时"), text("timer.date", date, (value) => setBody(panel, element, definition, "timeDate", value)), t("日期、时刻，或存有日期的变量")));
  }
  if (!is(definition, "bpmn:MessageEventDefinition") && !is(definition, "bpmn:SignalEventDefinition") && !is(definition, "bpmn:ConditionalEventDefinition")) return null;
  if (is(definition, "bpmn:ConditionalEventDefinition")) {
    return section("event", t("条件事件"), folded, field(t("条件"), text("event.condition", definition.get("condition")?.body, (value) => setBody(panel, element, definition, "condition", value), { lines: 2 })));
  }
  return section("event", t("消息"), folded, ...messageFields(panel, element, bo, definition));
}

function messageFields(panel, element, bo, definition) {
  const { model } = panel;
  const key = is(definition, "bpmn:MessageEventDefinition") ? "messageRef" : "signalRef";
  const type = key === "messageRef" ? "bpmn:Message" : "bpmn:Signal";
  const write = (name) => {
    const root = model.process.$parent;
    const found = root.get("rootElements").find((each) => is(each, type) && each.name === name);
    const made = found || model.moddle.create(type, { id: model.moddle.ids.nextPrefixed("event_", {}), name });
    if (!found) {
      made.$parent = root;
      root.get("rootElements").push(made);
    }
    model.set(element, definition, { [key]: made });
  };
  const [trigger] = model.list(bo, "Trigger");
  const sent = tick("trigger", t("由人在办理页面上触发"), Boolean(trigger), (on) =>
    on ? model.add(element, bo, "Trigger", { label: bo.name || t("触发") }) : model.remove(element, bo, trigger));
  return [
    field(t("名称"), text("event.name", definition.get(key)?.name, write)),
    field(t("对应哪个流程（算式）"), text("event.correlation", bo.get("lf:correlation"), (value) => model.set(element, bo, { "lf:correlation": value }))),
    sent,
    trigger ? field(t("按钮文字"), text("trigger.label", trigger.get("label"), (value) => model.set(element, trigger, { label: value || "?" }))) : null,
    trigger ? field(t("理由至少多少字"), text("trigger.opinion", trigger.get("opinion"), (value) => model.set(element, trigger, { opinion: value }), { type: "number", min: 0 })) : null,
  ];
}

export function variableSection(panel, element, bo) {
  const { model, names, folded } = panel;
  const variables = model.list(bo, "Variable");
  const types = names.variableTypes.map((each) => ({ value: each.name, label: each.label }));
  const rows = variables.map((each, number) => {
    const key = `var${number}`;
    const set = (values) => model.set(element, each, values);
    return row(key, each.label || each.name, () => model.remove(element, bo, each),
      h("div", { className: "pair" }, field(t("名称"), text(`${key}.label`, each.label, (value) => set({ label: value }))), field(t("代码"), text(`${key}.name`, each.name, (value) => set({ name: value })))),
      field(t("类型"), select(`${key}.type`, each.type, types, (value) => set({ type: value }))),
      tick(`${key}.given`, t("发起人或上级流程给出"), each.given === "true", (on) => set({ given: on ? "true" : "" })));
  });
  const add = button("var.add", t("添加变量"), () => model.add(element, bo, "Variable", { name: `value${variables.length + 1}`, type: "code" }));
  return section("variables", t("流程变量"), folded, ...rows, add);
}
