// What scrolls by itself can be scrolled with the keyboard. Written by `autograder publish`; do not edit.
function reach() {
  for (const box of document.querySelectorAll("pre, .cell_output, .table-wrapper")) {
    const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
    if (scrolls) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}
addEventListener("load", () => {
  reach();
  addEventListener("resize", reach);
  // Furo says that these are headings, and not of which level.
  for (const caption of document.querySelectorAll('.caption[role="heading"]'))
    caption.setAttribute("aria-level", "2");
});
