"use strict";
/* The first page: exports sorted, and the deadlines of a year. */

function overview() {
  const table = $("#exports-table");
  table?.addEventListener("click", (event) => {
    const head = event.target.closest(".sort")?.parentElement;
    if (!head) return;
    const down = head.getAttribute("aria-sort") === "ascending" ||
      (!head.hasAttribute("aria-sort") && head.classList.contains("number"));
    for (const other of $$("th[aria-sort]", table)) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const at = head.cellIndex;
    const value = (row) => row.cells[at].dataset.v;
    const compare = (a, b) => value(a).localeCompare(value(b), "id", { numeric: true });
    const number = (a, b) => Number(value(a)) - Number(value(b));
    const by = isNaN(Number(value(table.tBodies[0].rows[0]))) ? compare : number;
    const rows = [...table.tBodies[0].rows].sort((a, b) => (down ? by(b, a) : by(a, b)));
    table.tBodies[0].append(...rows);
  });

  const years = $$("section.year");
  const showYear = (year) => {
    for (const section of years) section.hidden = section.dataset.year !== year;
    for (const button of $$("[data-year]", $(".years") ?? document.createElement("div"))) {
      button.setAttribute("aria-pressed", String(button.dataset.year === year));
    }
    close();
  };

  /* the deadlines of one unit alone */
  let exports = null; // their numbers; null: all
  const isOurs = (number) => !exports || exports.includes(number);
  const both = (code, values) => data.texts[code].map((words, at) =>
    words.replace(/\{(\w+)\}/g, (_, name) => [values[name]].flat()[at] ?? values[name])
      .replace(/\b1 deadlines/, "1 deadline"));
  function put(button, count, peak, [indonesian, inEnglish]) {
    button.hidden = !count;
    button.className = `level-${Math.max(1, Math.ceil((4 * count) / peak))}`;
    button.setAttribute("aria-label", english ? inEnglish : indonesian);
    button.dataset.enAriaLabel = english ? indonesian : inEnglish;
  }
  function narrow(section) {
    const { year } = section.dataset, ours = data.years[year].filter((item) => isOurs(item[2]));
    const cells = new Map(), days = new Map(), add = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);
    for (const [day, area] of ours) { add(cells, `${area}-${Number(day.slice(5, 7))}`); add(days, day); }
    const most = (map) => Math.max(1, ...map.values());
    for (const button of $$(".matrix button", section)) {
      const { area, month } = button.dataset, count = cells.get(`${area}-${month}`) ?? 0;
      put(button, count, most(cells),
        both("year.cell", { area: data.areas[year][area], month: data.months[month - 1], count }));
      button.textContent = count;
    }
    for (const button of $$(".month button", section)) {
      const { day } = button.dataset, [y, m, d] = day.split("-").map(Number);
      const count = days.get(day) ?? 0, written = data.months[m - 1].map((month) => `${d} ${month} ${y}`);
      put(button, count, most(days), both("year.day", { day: written, count }));
      button.nextElementSibling.hidden = Boolean(count);
    }
    const total = (fits) => ours.filter(fits).length;
    for (const row of $$(".matrix tbody tr", section)) {
      const count = total((item) => item[1] === Number(row.dataset.area));
      row.hidden = !count;
      $(".sum", row).textContent = count;
    }
    $$(".matrix tfoot .sum", section).forEach((sum, at) => {
      const count = at < 12 ? total((item) => Number(item[0].slice(5, 7)) === at + 1) : ours.length;
      sum.textContent = at < 12 ? count || "" : count;
    });
  }
  $("#unit")?.addEventListener("change", (event) => {
    exports = event.target.value === "" ? null : data.units[Number(event.target.value)];
    close();
    for (const section of years) narrow(section);
    for (const list of $$(".undated[data-code]")) {
      const items = $$("li", list);
      for (const item of items) item.hidden = !isOurs(Number(item.dataset.export));
      const count = items.filter((item) => !item.hidden).length, summary = $("summary", list);
      const told = both(list.dataset.code, { count });
      summary.textContent = told[Number(english)];
      summary.dataset.en = told[Number(!english)];
      list.hidden = !count;
    }
  });

  const chosen = $("#chosen");
  let pressed = null, choice = null;

  function close() {
    if (!chosen) return;
    chosen.hidden = true;
    pressed?.removeAttribute("aria-pressed");
    pressed = choice = null;
  }
  function choose(button) {
    const year = button.closest("section.year").dataset.year;
    const { day, area, month } = button.dataset;
    const fits = day ? (item) => item[0] === day
      : (item) => item[1] === Number(area) && Number(item[0].slice(5, 7)) === Number(month);
    pressed?.removeAttribute("aria-pressed");
    pressed = button;
    button.setAttribute("aria-pressed", "true");
    choice = { items: data.years[year].filter((item) => fits(item) && isOurs(item[2])), heading: button };
    list();
  }
  function list() {
    $("#chosen-heading").textContent = choice.heading.getAttribute("aria-label");
    const lines = choice.items.map(([day, , at, number, what, phrase]) => {
      const line = document.createElement("li");
      const link = document.createElement("a");
      const under = document.createElement("span");
      const [page, name] = data.pages[at];
      link.href = `${page}${english ? "?lang=en" : ""}#r${number}`;
      link.textContent = what;
      under.className = "under";
      const [y, m, d] = day.split("-").map(Number);
      const date = `${d} ${say(data.months[m - 1])} ${y}`;
      under.textContent = [date, `“${phrase}”`, name,
        say(data.texts["row.number"], { number })].join(" · ");
      line.append(link, " ", under);
      return line;
    });
    $("#chosen-list").replaceChildren(...lines);
    chosen.hidden = false;
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.id === "chosen-close") { const back = pressed; close(); back?.focus(); }
    else if (button.dataset.year) showYear(button.dataset.year);
    else if (button.dataset.day || button.dataset.month) {
      choose(button);
      if (event.detail === 0) $("#chosen-heading").focus(); // chosen by keyboard
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && chosen && !chosen.hidden) { const back = pressed; close(); back?.focus(); }
  });
  document.addEventListener("language", () => { if (choice) list(); });
  if (years.length) showYear(String(data.chosen));
}

overview();
