/** Builds elements. */

/** Returns an element with attributes and children. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

/** Shows pairs of a label and a value in a definition list. */
export function showFacts(list, pairs) {
  list.replaceChildren(...pairs.flatMap(([label, value]) => [element('dt', {}, label), element('dd', {}, value)]));
}
