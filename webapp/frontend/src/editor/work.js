// What a step does beside asking people: votes, several people, called processes, actions, decision tables.
import { button, field, NONE, row, section, select, text, tick } from "./controls.js";
import { t } from "./texts.js";
import { is } from "./model.js";

const named = (list) => list.map((each) => ({ value: each.name, label: each.label || each.name }));

export function voteSection(panel, element, bo) {
  const { model, names, folded } = panel;
  const [vote] = model.list(bo, "Vote");
  const kinds = [{ value: "", label: t("不表决，逐人办理") }, ...named(names.votes)];
  const change = (kind) => {
    if (!kind) model.remove(element, bo, vote);
    else if (vote) model.replace(element, vote, model.moddle.create("lf:Vote", { kind }));
    else model.add(element, bo, "Vote", { kind });
  };
  const known = vote && names.votes.find((each) => each.name === vote.kind);
  const settings = known ? known.settings.map((each) => settingField(panel, element, vote, each)) : [];
  const items = vote && field(t("表决事项来自"), select("vote.items", vote.get("items"), [NONE(), ...names.items.map((value) => ({ value, label: value }))], (value) => model.set(element, vote, { items: value })));
  return section("vote", t("表决"), folded, field(t("表决方式"), select("vote.kind", vote?.kind, kinds, change)), items || null, ...settings);
}

// A share is an exact fraction such as 2/3, or a parameter that holds one with its comparison.
function settingField(panel, element, vote, setting) {
  const { model, names } = panel;
  const value = vote.get(setting.name) || "";
  const fitting = names.parameters.filter((each) => each.kind === setting.kind);
  const parameter = fitting.some((each) => each.name === value);
  const own = value && !parameter;
  const write = (next) => model.set(element, vote, { [setting.name]: next });
  const options = [
    { value: "", label: t("按缺省") },
    { value: "=", label: t("直接填写") },
    { label: t("参数"), options: fitting.map((each) => ({ value: each.name, label: `${each.label} · ${each.said}` })) },
  ];
  const begin = { share: "2/3", number: "1", duration: "wd:5", words: "" }[setting.kind] ?? "";
  const hint = { share: t("写成准确的分数，如 2/3、1/2"), duration: t("如 wd:5（五个工作日）"), words: t("用空格分开") }[setting.kind];
  const control = select(`vote.${setting.name}`, own ? "=" : value, options, (chosen) => write(chosen === "=" ? begin : chosen));
  return [field(setting.label, control), own ? field(t("{label}：数值", { label: setting.label }), text(`vote.${setting.name}.own`, value, write), hint) : null];
}

export function loopSection(panel, element, bo) {
  const { model, folded } = panel;
  const loop = bo.get("loopCharacteristics");
  const kinds = [
    { value: "", label: t("只办一次") },
    { value: "parallel", label: t("会签：同时逐人办理") },
    { value: "sequential", label: t("顺签：按名单先后办理") },
  ];
  const several = loop && is(loop, "bpmn:MultiInstanceLoopCharacteristics");
  const kind = !several ? "" : loop.get("isSequential") ? "sequential" : "parallel";
  const change = (chosen) => {
    if (!chosen) return model.set(element, bo, { loopCharacteristics: undefined });
    if (several) return model.set(element, loop, { isSequential: chosen === "sequential" });
    const made = model.moddle.create("bpmn:MultiInstanceLoopCharacteristics", { isSequential: chosen === "sequential", "lf:each": "holders(unit)" });
    made.$parent = bo;
    return model.set(element, bo, { loopCharacteristics: made });
  };
  const more = several && [
    field(t("名单（关系）"), text("loop.each", loop.get("lf:each"), (value) => model.set(element, loop, { "lf:each": value }), { list: "relations-list" }), t("如 holders(unit)：单位的每一位岗位责任人")),
    field(t("提前结束的条件"), text("loop.until", loop.get("completionCondition")?.body, (value) => setBody(panel, element, loop, "completionCondition", value)), t("如 outcome == 'return'；不填则等所有人办完")),
  ];
  return section("loop", t("一人还是多人"), folded, field(t("办理方式"), select("loop.kind", kind, kinds, change)), ...(more || []));
}

export function setBody(panel, element, bo, name, body) {
  const made = body ? panel.model.moddle.create("bpmn:FormalExpression", { body }) : undefined;
  if (made) made.$parent = bo;
  panel.model.set(element, bo, { [name]: made });
}

export function permitSection(panel, element, bo) {
  const { model, names, folded } = panel;
  const held = (bo.get("lf:permits") || "").split(/\s+/).filter(Boolean);
  const boxes = names.permits.map((each) => tick(`permit.${each.name}`, each.label, held.includes(each.name), (on) =>
    model.set(element, bo, { "lf:permits": (on ? [...held, each.name] : held.filter((one) => one !== each.name)).join(" ") })));
  const other = bo.get("lf:delegable") !== "false";
  const delegate = tick("delegable", t("可委托他人代办"), other, (on) => model.set(element, bo, { "lf:delegable": on ? "" : "false" }));
  return section("permits", t("允许的审批操作"), folded, ...boxes, delegate);
}

export function checkpointField(panel, element, bo) {
  const options = [NONE(), ...Object.entries(panel.names.checkpoints).map(([value, label]) => ({ value, label }))];
  return field(t("必经环节"), select("checkpoint", bo.get("lf:checkpoint"), options, (value) => panel.model.set(element, bo, { "lf:checkpoint": value })), t("制度规定不得省略的环节；删除或绕过会被检查拒绝"));
}

export function callSection(panel, element, bo) {
  const { model, names, folded } = panel;
  const options = [NONE(), ...names.processes.map((each) => ({ value: each.key, label: each.name }))];
  const called = names.processes.find((each) => each.key === bo.get("calledElement"));
  const change = (key) => {
    const chosen = names.processes.find((each) => each.key === key);
    model.set(element, bo, { calledElement: key });
    model.write(element, bo, [...others(bo), ...(chosen ? chosen.given.map((each) => model.moddle.create("lf:In", { name: each.name, value: each.name })) : [])]);
  };
  return section("call", t("调用流程"), folded,
    field(t("被调用的流程"), select("call", bo.get("calledElement"), options, change)),
    ...bindings(panel, element, bo, { takes: called?.given, gives: called?.gives }));
}

const others = (bo) => (bo.get("extensionElements")?.get("values") || []).filter((each) => !["lf:In", "lf:Out"].includes(each.$type));

export function actionSection(panel, element, bo) {
  const { model, names, folded } = panel;
  const [action] = model.list(bo, "Action");
  const change = (name) => {
    const known = names.actions.find((each) => each.name === name);
    const made = name && model.moddle.create("lf:Action", { name, ins: (known?.inputs || []).map((one) => model.moddle.create("lf:In", { name: one, value: one })) });
    for (const each of (made && made.ins) || []) each.$parent = made;
    if (!name) model.remove(element, bo, action);
    else if (action) model.replace(element, action, made);
    else model.write(element, bo, [...(bo.get("extensionElements")?.get("values") || []), made]);
  };
  const known = names.actions.find((each) => each.name === action?.name);
  const holder = action && {
    list: (type) => action.get(type === "In" ? "ins" : "outs") || [],
    put: (type, items) => model.setChildren(element, action, type === "In" ? "ins" : "outs", items),
  };
  return section("action", t("系统自动完成的动作"), folded,
    field(t("动作"), select("action", action?.name, [NONE(), ...named(names.actions)], change)),
    ...(holder ? bindings(panel, element, bo, { takes: known?.inputs.map((name) => ({ name })), gives: known?.outputs }, holder) : []));
}

export function decisionSection(panel, element, bo) {
  const { model, names, folded } = panel;
  const options = [NONE(), ...names.decisions.map((each) => ({ value: each.key, label: each.name }))];
  const asked = names.decisions.find((each) => each.key === bo.get("lf:decision"));
  return section("decision", t("决策表"), folded,
    field(t("决策表"), select("decision", bo.get("lf:decision"), options, (value) => model.set(element, bo, { "lf:decision": value }))),
    ...bindings(panel, element, bo, { takes: asked?.inputs.map((name) => ({ name })), gives: asked?.outputs }));
}

// What is handed over, and which variables take what comes back.
function bindings(panel, element, bo, { takes = [], gives = [] }, holder = null) {
  const { model } = panel;
  const at = holder || {
    list: (type) => model.list(bo, type),
    put: (type, items) => model.write(element, bo, [...(bo.get("extensionElements")?.get("values") || []).filter((each) => each.$type !== `lf:${type}`), ...items]),
  };
  const rows = (type, title, label) => at.list(type).map((each, number) => row(`${type}${number}`, title, () => at.put(type, at.list(type).filter((one) => one !== each)),
    field(label[0], text(`${type}${number}.name`, each.name, (value) => model.set(element, each, { name: value }), { list: type === "In" ? "takes-list" : "variables-list" })),
    field(label[1], text(`${type}${number}.value`, each.value, (value) => model.set(element, each, { value }), { list: type === "In" ? "variables-list" : "gives-list" }))));
  const add = (type, values) => at.put(type, [...at.list(type), model.moddle.create(`lf:${type}`, values)]);
  panel.offer("takes-list", takes.map((each) => ({ value: each.name, label: each.label })));
  panel.offer("gives-list", gives.map((value) => ({ value })));
  return [
    ...rows("In", t("给出"), [t("对方的变量"), t("给它的值（变量、'文字' 或算式）")]),
    button("in.add", t("添加给出的值"), () => add("In", { name: takes.find((each) => !at.list("In").some((one) => one.name === each.name))?.name || "name", value: "''" })),
    ...rows("Out", t("取回"), [t("存入本流程的变量"), t("对方的结果")]),
    button("outs.add", t("添加取回的值"), () => add("Out", { name: model.variables[0]?.name || "name", value: gives[0] || "value" })),
  ];
}
