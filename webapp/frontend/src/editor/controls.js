// Small controls of the panel. Every control has a key, so that the focus finds back after the panel was drawn again.
import { chinese, t } from "./texts.js";

const HAN = /[\u2e80-\u9fff]/;

export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && name !== "list") made[name] = value;
    else if (value !== undefined && value !== false) made.setAttribute(name, value);
  }
  const said = [attributes.title, attributes["aria-label"], ...children].filter((each) => typeof each === "string");
  // Data is Chinese in either language, and marked so for readers of another.
  if (!chinese && said.some((each) => HAN.test(each))) made.lang = "zh-CN";
  made.append(...children.flat().filter((each) => each !== null && each !== undefined && each !== false));
  return made;
}

let numbers = 0;

export function field(label, control, hint = "") {
  const input = control.matches("input, select, textarea") ? control : control.querySelector("input, select, textarea");
  const id = `p${(numbers += 1)}`;
  if (input && !input.id) input.id = id;
  const said = hint && h("span", { className: "hint", id: `${id}h` }, hint);
  if (said) input.setAttribute("aria-describedby", `${id}h`);
  return h("div", { className: "field" }, h("label", { htmlFor: input?.id }, label), control, said || null);
}

export function text(key, value, write, more = {}) {
  const { lines, ...attributes } = more;
  const control = h(lines ? "textarea" : "input", {
    className: "form-control form-control-sm", value: value ?? "", "data-key": key, ...attributes,
    onchange: () => write(control.value.trim()),
  });
  if (lines) control.rows = lines;
  return control;
}

export function select(key, value, options, write, more = {}) {
  const known = options.some((each) => (each.options || [each]).some((one) => one.value === (value ?? "")));
  const all = known ? options : [...options, { value, label: t("{value}（未登记）", { value }) }];
  const control = h("select", {
    className: "form-select form-select-sm", "data-key": key, ...more, onchange: () => write(control.value),
  }, all.map((each) => (each.options ? h("optgroup", { label: each.label }, each.options.map(option)) : option(each))));
  control.value = value ?? "";
  return control;
}

function option({ value, label }) {
  return h("option", { value }, label);
}

export function tick(key, label, checked, write) {
  const box = h("input", { type: "checkbox", checked, "data-key": key, onchange: () => write(box.checked) });
  return h("label", { className: "tick" }, box, " ", label);
}

export function button(key, label, act, look = "btn-plain", name = label) {
  return h("button", { type: "button", className: `btn btn-sm ${look}`, "data-key": key, "aria-label": name, onclick: act }, label);
}

export function section(key, title, folded, ...content) {
  const fold = h("details", { className: "panel-part", open: !folded.has(key), ontoggle: () => folded[fold.open ? "delete" : "add"](key) },
    h("summary", {}, title), ...content);
  return fold;
}

export function row(key, title, remove, ...content) {
  const out = button(`${key}.out`, "×", remove, "btn-plain row-out", t("去掉 {title}", { title }));
  return h("fieldset", { className: "row-card" }, h("legend", {}, title), out, ...content);
}

export const NONE = () => ({ value: "", label: t("（无）") });
