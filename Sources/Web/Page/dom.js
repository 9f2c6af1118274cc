/** Finds and builds elements. */

/** Returns the elements of the page by their ids. */
export function elementsByID() {
  return Object.fromEntries([...document.querySelectorAll('[id]')].map((each) => [each.id, each]));
}

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

/** Shows a message in its place. The style is "problem" or "notice". */
export function showMessage(place, {title, text, facts = []}, style = 'problem') {
  const details = element('dl');
  showFacts(details, facts);
  place.className = style;
  place.replaceChildren(
    element('p', {class: 'title'}, title), element('p', {}, text), ...(facts.length > 0 ? [details] : []));
  place.scrollIntoView({block: 'nearest'});
}

export function clearMessage(place) {
  place.className = '';
  place.replaceChildren();
}
