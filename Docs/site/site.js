// Two things that DocC's pages lack. They are rendered by a script, so this waits for their elements.
new MutationObserver(() => {
  // The name in the bar at the top leads to the front page.
  const name = document.querySelector("h2.nav-title:not(:has(a))");
  if (name) {
    const link = document.createElement("a");
    link.href = baseUrl;
    link.textContent = "VideoSpec";
    name.replaceChildren(link);
  }
  // Each cell of a table knows the title of its column, which a phone shows before the cell: see site.css.
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
