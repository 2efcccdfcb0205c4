// Reading and writing what our extension adds; every change is a command of bpmn-js, so it can be undone.
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";

export { getBusinessObject, is };

export class Model {
  constructor(modeler) {
    this.moddle = modeler.get("moddle");
    this.modeling = modeler.get("modeling");
    this.canvas = modeler.get("canvas");
    this.registry = modeler.get("elementRegistry");
  }

  get process() {
    const root = getBusinessObject(this.canvas.getRootElement());
    if (!root?.$type) return null;
    if (is(root, "bpmn:Process")) return root;
    return root.get("participants").find((each) => each.processRef)?.processRef;
  }

  // The process behind a pool, else the thing itself.
  bearer(element) {
    const bo = getBusinessObject(element);
    if (is(bo, "bpmn:Participant")) return bo.processRef || bo;
    return is(bo, "bpmn:Collaboration") ? this.process || bo : bo;
  }

  list(bo, type) {
    return (bo.get("extensionElements")?.get("values") || []).filter((each) => each.$type === `lf:${type}`);
  }

  set(element, bo, properties) {
    const clean = Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, value === "" ? undefined : value]));
    if (bo === getBusinessObject(element)) this.modeling.updateProperties(element, clean);
    else this.modeling.updateModdleProperties(element, bo, clean);
  }

  add(element, bo, type, properties) {
    const made = this.moddle.create(`lf:${type}`, properties);
    this.write(element, bo, [...(bo.get("extensionElements")?.get("values") || []), made]);
    return made;
  }

  remove(element, bo, item) {
    this.write(element, bo, bo.get("extensionElements").get("values").filter((each) => each !== item));
  }

  replace(element, item, made) {
    const bo = item.$parent.$parent;
    this.write(element, bo, bo.get("extensionElements").get("values").map((each) => (each === item ? made : each)));
  }

  // Variables come first, as people write them; else the order of the file stays.
  write(element, bo, values) {
    const holder = values.length ? this.moddle.create("bpmn:ExtensionElements", { values }) : undefined;
    if (holder) {
      holder.$parent = bo;
      for (const each of values) each.$parent = holder;
    }
    this.modeling.updateModdleProperties(element, bo, { extensionElements: holder });
  }

  // Children of an element of ours, such as the fields of a form.
  setChildren(element, item, name, children) {
    for (const each of children) each.$parent = item;
    this.modeling.updateModdleProperties(element, item, { [name]: children });
  }

  get variables() {
    return this.process ? this.list(this.process, "Variable") : [];
  }

  get userTasks() {
    return this.registry.filter((each) => is(each, "bpmn:UserTask") && !each.labelTarget).map(getBusinessObject);
  }
}
