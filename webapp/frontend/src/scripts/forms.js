// Forms: rows of tables, fields of outcomes, drafts, one send only.
export function bindForms() {
  for (const form of document.querySelectorAll("form")) form.addEventListener("submit", guard);
  const form = document.getElementById("task-form");
  if (!form) return;
  for (const table of form.querySelectorAll("[data-table]")) bindTable(table);
  bindOutcomes(form);
  bindDraft(form);
}

// A second click while the first is on its way does nothing; the key in the form is the second line of defence.
function guard(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  window.addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
}

function bindTable(table) {
  const template = table.querySelector("template");
  const body = table.querySelector("[data-body]");
  let next = Number(table.dataset.next);
  table.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add]");
    const out = event.target.closest("[data-out]");
    if (!add && !out) return;
    event.preventDefault();
    if (add) {
      const row = make(template, next++);
      body.append(row);
      row.querySelector("input, select, textarea")?.focus();
    } else {
      out.closest("[data-item]").remove();
      table.querySelector("[data-add]")?.focus();
    }
    count(table, body);
    table.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function make(template, number) {
  const copy = template.content.firstElementChild.cloneNode(true);
  for (const element of [copy, ...copy.querySelectorAll("*")]) {
    for (const { name, value } of [...element.attributes]) {
      if (value.includes("__n__")) element.setAttribute(name, value.replaceAll("__n__", String(number)));
    }
  }
  return copy;
}

function count(table, body) {
  [...body.children].forEach((row, at) => {
    const place = row.querySelector("[data-place]");
    if (place) place.textContent = String(at + 1);
  });
  const live = table.querySelector("[data-count]");
  if (live) live.textContent = String(body.children.length);
}

// Fields that belong to some outcomes only: those of the chosen one are shown, the others do not travel.
function bindOutcomes(form) {
  const limited = [...form.querySelectorAll("[data-outcomes]")];
  const buttons = [...form.querySelectorAll("button[data-outcome]")];
  const choices = [...form.querySelectorAll("input[name=chosen]")];
  let chosen = choices.find((each) => each.checked)?.value ?? "";
  const belongs = (part, outcome) => part.dataset.outcomes.split(" ").includes(outcome);

  function choose(outcome) {
    chosen = outcome;
    for (const part of limited) part.hidden = !belongs(part, outcome);
    for (const choice of choices) choice.checked = choice.value === outcome;
  }

  if (choices.length) {
    choose(chosen || choices[0].value);
    for (const choice of choices) choice.addEventListener("change", () => choose(choice.value));
  }
  for (const button of buttons) {
    button.addEventListener("click", (event) => {
      const wanted = button.dataset.outcome;
      const own = limited.filter((part) => belongs(part, wanted));
      if (choices.length && wanted !== chosen && own.length) {
        event.preventDefault();
        choose(wanted);
        say(form, form.dataset.chosenText.replace("{name}", button.textContent.trim()));
        own[0].querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
        return;
      }
      for (const part of limited) if (!belongs(part, wanted)) part.disabled = true;
    });
  }
}

function say(form, text) {
  const live = form.querySelector("[data-live]");
  if (live) live.textContent = text;
}

const PAUSE = 3000;

function bindDraft(form) {
  const target = form.dataset.draft;
  if (!target) return;
  let timer = 0;
  let running = false;
  const save = async () => {
    if (running || form.dataset.sent) return;
    running = true;
    const data = new FormData(form);
    for (const [name, value] of [...data.entries()]) if (value instanceof File) data.delete(name);
    try {
      const answer = await fetch(target, { method: "POST", body: data, headers: { Accept: "application/json" } });
      say(form, answer.ok ? form.dataset.savedText.replace("{at}", (await answer.json()).saved_at) : form.dataset.unsavedText);
    } catch {
      say(form, form.dataset.unsavedText);
    }
    running = false;
  };
  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, PAUSE);
  });
}
