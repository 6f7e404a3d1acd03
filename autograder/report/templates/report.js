"use strict";
// Tables are whole without this: it adds a search field, and buttons that sort, to each of them.
const order = new Intl.Collator(document.documentElement.lang, { numeric: true });

function sortable(table) {
  const body = table.tBodies[0];
  for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    const number = head.classList.contains("n");
    button.addEventListener("click", () => {
      // Numbers begin with the largest, names with A.
      const up = head.ariaSort ? head.ariaSort === "descending" : !number;
      for (const other of table.tHead.rows[0].cells) other.ariaSort = null;
      head.ariaSort = up ? "ascending" : "descending";
      const keyed = [...body.rows].map((row) => [key(row.cells[column], number), row]);
      keyed.sort(([one], [two]) => compare(one, two, number, up));
      body.replaceChildren(...keyed.map(([, row]) => row));
    });
  }
}

function key(cell, number) {
  const text = cell.textContent.trim();
  return number ? parseFloat(text) : text;
}

// What is empty stays last, whichever way.
function compare(one, two, number, up) {
  const empty = (value) => (number ? Number.isNaN(value) : value === "");
  if (empty(one) || empty(two)) return empty(one) - empty(two);
  const sign = number ? one - two : order.compare(one, two);
  return up ? sign : -sign;
}

function searchable(table, scroller) {
  const label = document.createElement("label");
  const field = document.createElement("input");
  const found = document.createElement("span");
  field.type = "search";
  found.setAttribute("role", "status");
  label.append("Search ", field);
  const bar = document.createElement("p");
  bar.className = "search";
  bar.append(label, " ", found);
  scroller.before(bar);
  const rows = [...table.tBodies[0].rows].map((row) => [text(row), row]);
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    let shown = 0;
    for (const [words, row] of rows) {
      row.hidden = !words.includes(wanted);
      shown += !row.hidden;
    }
    found.textContent = wanted ? `${shown} of ${rows.length}` : "";
  });
}

function text(row) {
  return [...row.cells].map((cell) => cell.textContent).join(" ").toLowerCase();
}

for (const scroller of document.querySelectorAll(".table")) {
  const table = scroller.querySelector("table");
  if (table.tBodies[0].rows.length < 2) continue;
  sortable(table);
  if (table.tBodies[0].rows.length > 5) searchable(table, scroller);
}
