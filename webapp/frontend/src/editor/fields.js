// Form fields, and who may write them; outcomes and their opinions.
import { button, field, NONE, row, section, select, text, tick } from "./controls.js";
import { t } from "./texts.js";

export function outcomeSection(panel, element, bo) {
  const { model, folded } = panel;
  const outcomes = model.list(bo, "Outcome");
  const rows = outcomes.map((each, number) => outcomeRow(panel, element, bo, each, `out${number}`));
  const add = button("out.add", t("添加办理结果"), () =>
    model.add(element, bo, "Outcome", { name: fresh("result", outcomes), label: t("结果 {number}", { number: outcomes.length + 1 }) }));
  return section("outcomes", t("办理结果"), folded, ...rows, add);
}

function outcomeRow(panel, element, bo, outcome, key) {
  const { model } = panel;
  const set = (values) => model.set(element, outcome, values);
  const opinion = outcome.get("opinion") ?? "0";
  const kind = opinion === "none" ? "none" : opinion === "0" ? "free" : "must";
  const kinds = [
    { value: "free", label: t("意见可填可不填") },
    { value: "must", label: t("意见必填") },
    { value: "none", label: t("不填意见") },
  ];
  const change = (chosen) => set({ opinion: { free: "", must: "10", none: "none" }[chosen] });
  const least = kind === "must" && field(t("意见至少多少字"), text(`${key}.least`, opinion, (value) => set({ opinion: String(Number(value) || 1) }), { type: "number", min: 1, max: 4000 }));
  const tones = [{ value: "", label: t("普通") }, { value: "positive", label: t("肯定") }, { value: "negative", label: t("否定") }];
  return row(key, outcome.get("label") || outcome.get("name"), () => model.remove(element, bo, outcome),
    field(t("按钮文字"), text(`${key}.label`, outcome.get("label"), (value) => set({ label: value || outcome.get("name") }))),
    field(t("代码"), text(`${key}.name`, outcome.get("name"), (value) => set({ name: value })), t("条件里用它，如 {id} == '{name}'", { id: bo.id, name: outcome.get("name") })),
    field(t("意见"), select(`${key}.opinion`, kind, kinds, change)), least || null,
    field(t("语气"), select(`${key}.tone`, outcome.get("tone"), tones, (value) => set({ tone: value }))),
    tick(`${key}.voids`, t("使会签中他人的签署失效（退回）"), outcome.get("voids") === "true", (on) => set({ voids: on ? "true" : "" })),
  );
}

export function formSection(panel, element, bo) {
  const { model, folded } = panel;
  const [form] = model.list(bo, "Form");
  const fields = form?.get("fields") || [];
  const put = (changed) => {
    if (!form) model.add(element, bo, "Form", { fields: changed });
    else if (changed.length) model.setChildren(element, form, "fields", changed);
    else model.remove(element, bo, form);
  };
  return section("form", t("表单字段"), folded, ...fieldRows(panel, element, bo, fields, put, "field", false));
}

function fieldRows(panel, element, bo, fields, put, key, column) {
  const rows = fields.map((each, number) =>
    fieldRow(panel, element, bo, each, `${key}${number}`, () => put(fields.filter((one) => one !== each)), column));
  const create = () => put([...fields, panel.model.moddle.create("lf:Field", { name: fresh("field", fields), type: "text", label: t("字段 {number}", { number: fields.length + 1 }) })]);
  return [...rows, button(`${key}.add`, column ? t("添加列") : t("添加字段"), create)];
}

function fieldRow(panel, element, bo, each, key, remove, column) {
  const { model, names } = panel;
  const set = (values) => model.set(element, each, values);
  const type = each.get("type");
  const types = names.fieldTypes.filter((one) => !column || one.name !== "table").map((one) => ({ value: one.name, label: one.label }));
  const writable = [{ value: "", label: t("办理人填写") }, { value: "false", label: t("只读") }];
  const must = [{ value: "", label: t("选填") }, { value: "true", label: t("必填") }];
  const outcomes = model.list(bo, "Outcome");
  const limited = (each.get("outcomes") || "").split(/\s+/).filter(Boolean);
  const boxes = column ? [] : outcomes.map((one) =>
    tick(`${key}.for.${one.name}`, one.label, limited.includes(one.name), (on) =>
      set({ outcomes: (on ? [...limited, one.name] : limited.filter((name) => name !== one.name)).join(" ") })));
  const fitting = [NONE(), ...model.variables.map((one) => ({ value: one.name, label: one.label || one.name }))];
  const detail = section(`${key}.more`, t("更多"), panel.opened,
    field(t("代码"), text(`${key}.name`, each.get("name"), (value) => set({ name: value }))),
    field(t("说明"), text(`${key}.help`, each.get("help"), (value) => set({ help: value }))),
    field(t("最少"), text(`${key}.minimum`, each.get("minimum"), (value) => set({ minimum: value }), { inputMode: "numeric" }), t("字数、数值或行数")),
    field(t("最多"), text(`${key}.maximum`, each.get("maximum"), (value) => set({ maximum: value }), { inputMode: "numeric" })),
    !column && field(t("答案存入变量"), select(`${key}.variable`, each.get("variable"), fitting, (value) => set({ variable: value }))),
    boxes.length > 0 && section(`${key}.for`, t("只在选择这些结果时填写"), panel.opened, ...boxes),
  );
  return row(key, each.get("label") || each.get("name"), remove,
    field(t("名称"), text(`${key}.label`, each.get("label"), (value) => set({ label: value || each.get("name") }))),
    field(t("类型"), select(`${key}.type`, type, types, (value) => set({ type: value }))),
    field(t("谁可填写"), select(`${key}.writable`, each.get("writable") === "false" ? "false" : "", writable, (value) => set({ writable: value }))),
    field(t("是否必填"), select(`${key}.required`, each.get("required") === "true" ? "true" : "", must, (value) => set({ required: value }))),
    ...choiceFields(panel, element, each, key, type),
    detail,
    ...(type === "table" ? fieldRows(panel, element, bo, each.get("fields") || [], (changed) => model.setChildren(element, each, "fields", changed), `${key}.c`, true) : []),
  );
}

function choiceFields(panel, element, each, key, type) {
  if (!["choice", "choices"].includes(type)) return [];
  const { model } = panel;
  const lines = (each.get("options") || []).map((one) => `${one.value}=${one.label}`).join("\n");
  const write = (value) => {
    const made = value.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => {
      const [code, ...rest] = line.split("=");
      return model.moddle.create("lf:Option", { value: code.trim(), label: rest.join("=").trim() || code.trim() });
    });
    model.setChildren(element, each, "options", made);
  };
  return [
    field(t("选项"), text(`${key}.options`, lines, write, { lines: 3 }), t("每行一个：代码=名称")),
    field(t("或选项来源"), text(`${key}.source`, each.get("source"), (value) => model.set(element, each, { source: value }), { list: "sources-list" })),
  ];
}

function fresh(stem, items) {
  let number = items.length + 1;
  while (items.some((each) => each.name === `${stem}${number}`)) number += 1;
  return `${stem}${number}`;
}
