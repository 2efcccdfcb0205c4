// The demo's clock: while due work runs, the page says where the clock stands.
const LOOK_EVERY = 400;

export function bindClock() {
  for (const form of document.querySelectorAll("form[data-clock]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void advance(form, event.submitter);
    });
  }
}

async function advance(form, submitter) {
  const data = new FormData(form);
  if (submitter?.name) data.append(submitter.name, submitter.value);
  const progress = document.getElementById("clock-progress");
  progress.hidden = false;
  for (const button of document.querySelectorAll("form[data-clock] button")) button.disabled = true;
  const timer = window.setInterval(() => void look(form.dataset.clock, progress), LOOK_EVERY);
  try {
    // The redirect is not followed here: the page that it leads to says what was done, and says it once.
    await fetch(form.action, { method: "POST", body: data, redirect: "manual" });
    window.location.assign(data.get("next"));
  } catch {
    form.submit();
  } finally {
    window.clearInterval(timer);
  }
}

async function look(path, progress) {
  const answer = await fetch(path, { headers: { Accept: "application/json" } });
  if (answer.ok) progress.querySelector("[data-at]").textContent = (await answer.json()).shown;
}
