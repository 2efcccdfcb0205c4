// Who acts: roles, or what somebody is to a unit; and who may not.
import { button, field, h, row, section, select, text, tick } from "./controls.js";
import { t } from "./texts.js";
import { is } from "./model.js";

export function ownerSection(panel, element, bo) {
  const { model, names, folded } = panel;
  const assigns = model.list(bo, "Assign");
  const start = is(bo, "bpmn:StartEvent");
  const title = start ? t("谁可发起") : is(bo, "bpmn:UserTask") ? t("由谁办理") : t("谁可触发");
  const rows = assigns.map((each, number) => ownerRow(panel, element, bo, each, `own${number}`));
  const add = button("own.add", t("添加办理人"), () => model.add(element, bo, "Assign", { role: names.roles[0].name }));
  return section("owners", title, folded, ...rows, add);
}

function ownerRow(panel, element, bo, assign, key) {
  const { model, names } = panel;
  const set = (values) => model.set(element, assign, values);
  const kinds = [
    { value: "role", label: t("角色") },
    { value: "relation", label: t("与单位或人员的关系") },
  ];
  const kind = assign.get("relation") ? "relation" : "role";
  const change = (chosen) =>
    set(chosen === "role" ? { role: names.roles[0].name, relation: "", of: "" } : { role: "", relation: "head", of: unitOf(panel) });
  return row(key, t("办理人"), () => model.remove(element, bo, assign),
    field(t("按什么确定"), select(`${key}.kind`, kind, kinds, change)),
    ...(kind === "role" ? [roleField(names, assign, key, set)] : relationFields(panel, assign, key, set)),
    unlikeField(panel, bo, assign, key, set),
    field(t("回避：与此关系中的人不得办理"), text(`${key}.apart`, assign.get("apart"), (value) => set({ apart: value }), { placeholder: "point_owners(submission)", list: "relations-list" })),
  );
}

function unitOf(panel) {
  const codes = panel.model.variables.filter((each) => each.type === "code");
  return (codes.find((each) => each.name === "unit") || codes[0])?.name || "";
}

function roleField(names, assign, key, set) {
  const held = (assign.get("role") || "").split(/\s+/).filter(Boolean);
  const unknown = held.filter((each) => !names.roles.some((role) => role.name === each));
  const all = [...names.roles, ...unknown.map((name) => ({ name, label: t("{value}（未登记）", { value: name }) }))];
  const boxes = all.map((each) => tick(`${key}.role.${each.name}`, each.label, held.includes(each.name), (on) =>
    set({ role: (on ? [...held, each.name] : held.filter((one) => one !== each.name)).join(" ") })));
  const legend = h("legend", { className: "unseen" }, t("角色"));
  return h("fieldset", { className: "field" }, legend, h("span", { className: "hint" }, t("其中任何一人都可办理")), h("div", { className: "tick-list", tabIndex: -1 }, boxes));
}

function relationFields(panel, assign, key, set) {
  const { names, model } = panel;
  const relation = assign.get("relation");
  const plain = names.relations.map((each) => ({ value: each.name, label: each.label }));
  const codes = model.variables.filter((each) => each.type !== "boolean").map((each) => ({ value: each.name, label: t("流程变量 {name}", { name: each.label || each.name }) }));
  const units = names.units.map((each) => ({ value: `'${each.code}'`, label: each.name }));
  const needs = !["starter", "member"].includes(relation);
  return [
    field(t("关系"), select(`${key}.relation`, relation, plain, (value) => set({ relation: value, of: ["starter", "member"].includes(value) ? "" : assign.get("of") || unitOf(panel) }))),
    needs && field(t("是谁的"), select(`${key}.of`, assign.get("of"), [
      { label: t("本流程的"), options: codes },
      { label: t("指定单位"), options: units },
    ], (value) => set({ of: value }))),
  ].filter(Boolean);
}

function unlikeField(panel, bo, assign, key, set) {
  const others = panel.model.userTasks.filter((each) => each !== bo);
  const held = (assign.get("unlike") || "").split(/\s+/).filter(Boolean);
  if (!others.length || !is(bo, "bpmn:UserTask")) return null;
  const boxes = others.map((each) =>
    tick(`${key}.unlike.${each.id}`, each.name || each.id, held.includes(each.id), (on) =>
      set({ unlike: (on ? [...held, each.id] : held.filter((one) => one !== each.id)).join(" ") })));
  return section(`${key}.unlike`, t("不得是办过这些环节的人"), panel.opened, ...boxes);
}
