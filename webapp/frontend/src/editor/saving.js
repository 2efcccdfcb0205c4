// Saving by itself. The server keeps what it got under a tag; whoever does not know the newest is told, and loses nothing.
import { t } from "./texts.js";

const PAUSE = 1200;
const AGAIN = 5000;
const GONE = [409, 412];

export class Saver {
  constructor(modeler, holder) {
    this.modeler = modeler;
    this.holder = holder;
    this.data = holder.dataset;
    this.tag = "";
    this.changes = 0;
    this.saved = 0;
    this.state = holder.querySelector("[data-state]");
    this.dialog = holder.querySelector("[data-conflict]");
    modeler.on("commandStack.changed", () => this.touch());
    window.addEventListener("beforeunload", (event) => {
      // What is being typed counts as well.
      document.activeElement?.blur();
      if (this.changes !== this.saved) event.preventDefault();
    });
    this.dialog.querySelector("[data-keep]").addEventListener("click", () => void this.keepCopy());
    this.dialog.querySelector("[data-take]").addEventListener("click", () => this.leave(location.href));
    this.dialog.querySelector("[data-wait]").addEventListener("click", () => this.dialog.close());
  }

  touch() {
    this.changes += 1;
    this.say("pending", t("有未保存的修改"));
    this.plan(PAUSE);
  }

  plan(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), pause);
  }

  say(state, text) {
    this.state.textContent = text;
    this.holder.dataset.saving = state;
  }

  // While the reader decides what becomes of two contents, nothing is sent.
  async save() {
    if (this.dialog.open) return undefined;
    if (this.busy) return this.plan(PAUSE);
    this.busy = true;
    const stamp = this.changes;
    try {
      const { xml } = await this.modeler.saveXML({ format: true });
      await this.settle(await this.send("PUT", this.data.save, xml, { "If-Match": `"${this.tag}"` }), stamp);
    } catch {
      this.say("failed", t("连接中断，稍后自动重试；请不要关闭页面"));
      this.plan(AGAIN);
    } finally {
      this.busy = false;
    }
  }

  send(method, address, body, headers = {}) {
    return fetch(address, { method, body, headers: { Accept: "application/json", "Content-Type": "application/xml", "X-CSRFToken": this.data.csrf, ...headers } });
  }

  async settle(answer, stamp) {
    if (answer.ok) {
      this.tag = (await answer.json()).digest;
      this.saved = stamp;
      if (stamp === this.changes) return this.say("saved", t("已自动保存 {time}", { time: new Date().toLocaleTimeString([], { hour12: false }) }));
      return this.plan(PAUSE);
    }
    if (GONE.includes(answer.status)) return this.warn(answer.status);
    const { detail } = await answer.json().catch(() => ({}));
    this.say("failed", t("没有保存：{why}", { why: detail || answer.status }));
    if (answer.status >= 500 || answer.status === 429 || answer.status === 401) this.plan(AGAIN);
    return undefined;
  }

  // Who was first, and when: the reader decides what becomes of his own.
  async warn(status) {
    this.say("conflict", t("他人已修改此草稿"));
    const shown = await (await fetch(this.data.draft, { headers: { Accept: "application/json" } })).json();
    const when = shown.edited_at ? new Date(shown.edited_at).toLocaleString(document.documentElement.lang, { timeZone: "Asia/Shanghai", hour12: false }) : "";
    const text = status === 409 ? t("这一版已提交或发布，不能再改。") : t("{who} 于 {when} 保存了另外的内容。", { who: shown.edited_by || t("他人"), when });
    this.dialog.querySelector("[data-told]").textContent = text;
    if (!this.dialog.open) this.dialog.showModal();
  }

  async keepCopy() {
    const { xml } = await this.modeler.saveXML({ format: true });
    const answer = await this.send("POST", this.data.copies, xml);
    if (!answer.ok) return this.say("failed", t("没有保存：{why}", { why: (await answer.json()).detail }));
    const { id } = await answer.json();
    return this.leave(this.data.pages.replace("ID", id));
  }

  leave(address) {
    this.saved = this.changes;
    if (address === location.href) location.reload();
    else location.assign(address);
  }
}
