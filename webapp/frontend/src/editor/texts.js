// Texts of the editor: Chinese is what the sources say; English readers get the words of english.js.
import { ENGLISH } from "./english.js";
import { CHINESE } from "./chinese.js";

export const chinese = document.documentElement.lang.startsWith("zh");

export function t(text, gaps = {}) {
  const sentence = chinese ? text : ENGLISH[text] || text;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => gaps[name] ?? whole);
}

// What bpmn-js says, which is English; elements of ours that it names are Chinese already.
function translate(template, gaps = {}) {
  const sentence = chinese ? CHINESE[template] || template : ENGLISH[template] || template;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => gaps[name] ?? whole);
}

export const translateModule = { translate: ["value", translate] };
