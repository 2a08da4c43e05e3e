"use strict";
/* What every page of the report needs: its data, and the two languages. Everything that the scripts
   put into a page is put there as text, never as HTML. */

const $ = (selector, inside = document) => inside.querySelector(selector);
const $$ = (selector, inside = document) => [...inside.querySelectorAll(selector)];
const data = JSON.parse($("#data").textContent);
let english = false;

/* ---- languages ---- */

const say = ([indonesian, inEnglish], values = {}) =>
  (english ? inEnglish : indonesian).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt"];

function speak(lang) {
  const changes = (lang === "en") !== english;
  english = lang === "en";
  document.documentElement.lang = lang;
  $("#language").lang = english ? "id" : "en";
  if (changes) {
    for (const element of $$("[data-en]")) {
      const other = element.textContent;
      element.textContent = element.dataset.en;
      element.dataset.en = other;
    }
    for (const name of ATTRIBUTES) {
      for (const element of $$(`[data-en-${name}]`)) {
        const other = element.getAttribute(name);
        element.setAttribute(name, element.getAttribute(`data-en-${name}`));
        element.setAttribute(`data-en-${name}`, other);
      }
    }
    document.dispatchEvent(new Event("language"));
  }
  // Some browsers keep nothing for pages opened from disk: links carry the language too.
  for (const link of $$('a[href*=".html"]')) link.search = english ? "?lang=en" : "";
}

function remembered() {
  const asked = new URLSearchParams(location.search).get("lang");
  try { return asked || localStorage.getItem("rkt-language") || "id"; } catch { return asked || "id"; }
}

$("#language").addEventListener("click", () => {
  speak(english ? "id" : "en");
  try { localStorage.setItem("rkt-language", english ? "en" : "id"); } catch { /* not kept */ }
});

speak(remembered());
