// Gives each cell of a table the title of its column, which a phone shows before the cell: see site.css.
new MutationObserver(() => {
  for (const table of document.querySelectorAll(".content table:not([data-titled])")) {
    table.dataset.titled = "";
    const titles = [...table.querySelectorAll("thead th")].map((title) => title.textContent.trim());
    for (const row of table.querySelectorAll("tbody tr")) {
      [...row.cells].forEach((cell, index) => {
        if (titles[index] && cell.textContent.trim()) cell.dataset.title = titles[index];
      });
    }
  }
}).observe(document.documentElement, { childList: true, subtree: true });
