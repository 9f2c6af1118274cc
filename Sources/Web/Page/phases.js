/** The phases of a page: which elements are visible, and which one gets the focus. */

/**
 * Each phase has the page's heading, the ids of the visible elements, and the id of what gets the focus. A control that disappears would
 * otherwise leave the keyboard user at the top of the page. The element "heading" shows the heading.
 */
export class Phases {
  #page;
  #phases;
  #moving;

  constructor(page, phases) {
    this.#page = page;
    this.#phases = phases;
    this.#moving = new Set(Object.values(phases).flatMap((each) => each.visible));
  }

  get current() {
    return document.body.dataset.phase;
  }

  show(phase, {focus = true} = {}) {
    const {heading, visible, focus: target} = this.#phases[phase];
    document.body.dataset.phase = phase;
    for (const id of this.#moving) this.#page[id].hidden = !visible.includes(id);
    this.#page.heading.textContent = heading;
    if (focus) this.#page[target].focus();
  }
}

/** Asks before the page is left, as long as something would be lost. */
export function guardLeaving(isNeeded) {
  if (isNeeded) {
    addEventListener('beforeunload', warn);
  } else {
    removeEventListener('beforeunload', warn);
  }
}

function warn(event) {
  event.preventDefault();
}
