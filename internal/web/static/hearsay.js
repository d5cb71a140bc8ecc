// What pages can do besides being read. They do without any of it.
"use strict";

const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// Words of the text and the cards beside it: pointing at one shows the others, and
// why they belong together.
const text = document.querySelector("article");
const cards = new Map(all(".card[data-n]").map((card) => [card.dataset.n, card]));
let lit = "";
let tip = null;

function light(n) {
  if (n === lit) return;
  lit = n;
  for (const mark of all(".lit")) mark.classList.remove("lit");
  if (!n) return;
  for (const mark of all("mark[data-n]")) {
    if (mark.dataset.n.split(" ").includes(n)) mark.classList.add("lit");
  }
  cards.get(n)?.classList.add("lit");
}

function hideTip() {
  tip?.remove();
  tip = null;
}

// showTip tells beside a mark what it belongs to: who said it, how, and why it is
// taken for an attribution.
function showTip(mark, n) {
  hideTip();
  const card = cards.get(n);
  if (!card) return;
  tip = document.createElement("div");
  tip.className = "tip";
  tip.setAttribute("role", "tooltip");
  const head = document.createElement("p");
  head.append(...[...card.querySelector(".head").childNodes].map((node) => node.cloneNode(true)));
  for (const a of all("a", head)) a.removeAttribute("href");
  const why = document.createElement("p");
  why.className = "n";
  why.textContent = [card.querySelector(".kinds")?.textContent.trim(), card.querySelector(".why")?.textContent].filter(Boolean).join(" · ");
  tip.append(head, why);
  document.body.append(tip);
  const at = mark.getClientRects()[0] || mark.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - tip.offsetWidth - 8));
  tip.style.left = left + window.scrollX + "px";
  const above = at.top - tip.offsetHeight - 8;
  tip.style.top = (above > 4 ? above : at.bottom + 8) + window.scrollY + "px";
}

function point(target) {
  const mark = target instanceof Element ? target.closest("[data-n]") : null;
  const n = mark ? mark.dataset.n.split(" ")[0] : "";
  light(n);
  if (mark && text?.contains(mark)) showTip(mark, n);
  else hideTip();
}

if (text) {
  document.addEventListener("mouseover", (e) => point(e.target));
  document.addEventListener("focusin", (e) => point(e.target));
  text.addEventListener("click", (e) => {
    const mark = e.target.closest("mark[data-n]");
    const card = mark && cards.get(mark.dataset.n.split(" ")[0]);
    if (!card || String(window.getSelection())) return;
    point(mark);
    if (card.offsetParent && getComputedStyle(card.closest(".cards")).position === "sticky") card.scrollIntoView({ block: "nearest" });
  });
}

// Words of the text that were selected last can be taken into the form that mends.
// The browser tells of a selection a little later than it is made, so it is looked at
// once more when it is wanted.
let selected = "";
function seeSelected() {
  const selection = document.getSelection();
  if (selection.anchorNode?.parentElement?.closest("[data-text]")) selected = String(selection).trim().replace(/\s+/g, " ");
}
document.addEventListener("selectionchange", seeSelected);
for (const button of all("[data-take]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const field = button.parentElement.querySelector("input:not([type=hidden]), textarea");
    seeSelected();
    if (selected) field.value = selected;
    field.focus();
  });
}

// Copying.
for (const button of all("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.parentElement.querySelector("[data-copied]").textContent);
    button.textContent = "Copied";
  });
}

// Help with keys is there for those who have a mouse as well.
for (const help of all("[data-help]")) {
  help.hidden = false;
  help.querySelector("button").addEventListener("click", () => document.getElementById("keys").showModal());
}

// Keys. They do nothing while somebody writes, or together with another key.
const items = () => all(".item").filter((item) => item.offsetParent);
let current = null;

function go(step) {
  const list = items();
  if (!list.length) return;
  const at = list.indexOf(current);
  current?.classList.remove("at");
  current = list[Math.max(0, Math.min(list.length - 1, at < 0 ? (step > 0 ? 0 : list.length - 1) : at + step))];
  current.classList.add("at");
  current.scrollIntoView({ block: "nearest" });
  (current.querySelector("[data-open]") || current.querySelector("a"))?.focus({ preventScroll: true });
  if (current.dataset.n) light(current.dataset.n);
}

const keys = {
  "/": () => document.querySelector("[data-find]")?.focus(),
  "?": () => document.getElementById("keys").showModal(),
  j: () => go(1),
  k: () => go(-1),
  o: () => (current || document).querySelector("[data-open]")?.click(),
  v: () => (current || document).querySelector("[data-original]")?.click(),
};

document.addEventListener("keydown", (e) => {
  if (e.key === "Escape") {
    hideTip();
    light("");
    if (e.target.matches?.("input, textarea")) e.target.blur();
    return;
  }
  if (!document.documentElement.dataset.keys || e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
  if (e.target.matches?.("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
  const key = keys[e.key];
  if (!key) return;
  e.preventDefault();
  key();
});
