// A deadline: so many working days, a parameter of the organisation, or a variable that hands one over.
import { field, h, select, text } from "./controls.js";
import { t } from "./texts.js";

const WRITTEN = /^(wd|cd|mo|h|min):?([0-9]{1,4})$/;

export function dueFields(key, value, names, variables, write) {
  const written = WRITTEN.exec(value || "");
  const parameter = names.parameters.some((each) => each.name === value);
  const variable = variables.some((each) => each.name === value);
  const kind = written ? written[1] : parameter ? "parameter" : variable ? "variable" : value ? "text" : "";
  const kinds = [
    { value: "", label: t("不设期限") },
    ...names.spans.map((each) => ({ value: each.name, label: each.label })),
    { value: "parameter", label: t("按期限参数") },
    { value: "variable", label: t("由变量给定") },
    { value: "text", label: t("直接填写") },
  ];
  const first = (list) => list[0]?.name || "";
  const durations = names.parameters.filter((each) => each.kind === "duration");
  const codes = variables.filter((each) => ["code", "date", "instant"].includes(each.type));
  const change = (chosen) => {
    const made = { "": "", parameter: first(durations), variable: first(codes), text: value || "wd:5" };
    write(chosen in made ? made[chosen] : `${chosen}:${written ? written[2] : 5}`);
  };
  const counted = written && text(`${key}.count`, written[2], (count) => write(`${written[1]}:${Number(count) || 1}`), {
    type: "number", min: 1, max: 9999, "aria-label": t("期限的数量"),
  });
  const named = (list) => list.map((each) => ({ value: each.name, label: each.label ? `${each.label}${each.said ? ` · ${each.said}` : ""}` : each.name }));
  const more = {
    parameter: () => select(`${key}.parameter`, value, named(durations), write, { "aria-label": t("期限参数") }),
    variable: () => select(`${key}.variable`, value, named(codes), write, { "aria-label": t("变量") }),
    text: () => text(`${key}.text`, value, write, { "aria-label": t("期限") }),
  }[kind]?.();
  const pair = h("div", { className: "pair" }, counted || null, kind === "text" ? more : null, select(`${key}.kind`, kind, kinds, change, { "aria-label": t("期限的单位") }));
  return h("div", {}, field(t("期限"), pair), kind === "text" ? null : more);
}
