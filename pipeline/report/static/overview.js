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
    choice = { items: data.years[year].filter(fits), heading: button };
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
