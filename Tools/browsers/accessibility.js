// An expression: what is wrong with the page as it is shown now, as a list of sentences. Contrast is computed by WCAG 2.2's formula.
(() => {
  const found = [];
  const isShown = (element) => element.getClientRects().length > 0;
  const what = (element) => `${element.localName}${element.id ? `#${element.id}` : ''} "${element.textContent.trim().slice(0, 30)}"`;
  const parsed = (color) => {
    const [r, g, b, a = 1] = color.match(/[\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const luminance = (color) => {
    const [r, g, b] = color.slice(0, 3).map((each) => each / 255).map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const background = (element) => {
    const color = parsed(getComputedStyle(element).backgroundColor);
    if (color[3] === 1 || !element.parentElement) return color;
    return over(color, background(element.parentElement));
  };
  const expect = (name, one, other, least) => {
    const ratio = contrast(over(one, other), other);
    if (ratio < least) found.push(`${name}: the contrast is ${ratio.toFixed(2)}, and has to be ${least}`);
  };

  for (const element of document.querySelectorAll('body *')) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    if (!isShown(element) || !hasText || element.disabled || element.classList.contains('unseen')) continue;
    const {color, fontSize, fontWeight} = getComputedStyle(element);
    const size = parseFloat(fontSize);
    expect(`the text of ${what(element)}`, parsed(color), background(element), size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700) ? 3 : 4.5);
  }
  const root = getComputedStyle(document.documentElement);
  const named = (name) => {
    const probe = document.createElement('i');
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const color = parsed(getComputedStyle(probe).color);
    probe.remove();
    return color;
  };
  // The parts of controls that are not text: edges, the focus ring, the bar of the progress.
  for (const paper of ['--box', '--paper']) {
    for (const edge of ['--main', '--edge', '--bad', '--good']) expect(`${edge} on ${paper}`, named(edge), named(paper), 3);
  }
  expect('--bad on --bad-paper', named('--bad'), named('--bad-paper'), 4.5);
  expect('--ink on --bad-paper', named('--ink'), named('--bad-paper'), 4.5);

  const ids = [...document.querySelectorAll('[id]')].map((each) => each.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) found.push(`the id ${id} is there twice`);
  for (const attribute of ['aria-labelledby', 'aria-describedby', 'aria-errormessage', 'for']) {
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      for (const id of element.getAttribute(attribute).split(/\s+/)) {
        if (!ids.includes(id)) found.push(`${attribute} of ${what(element)} names no element: ${id}`);
      }
    }
  }
  for (const control of document.querySelectorAll('button, input, select, textarea, summary, progress, video, dialog')) {
    const name = control.getAttribute('aria-label') || control.labels?.[0]?.textContent.trim() || control.textContent.trim();
    if (!name) found.push(`${what(control)} has no name`);
    if (isShown(control) && control.matches('button, input, select, textarea, summary')) {
      const {width, height} = control.getBoundingClientRect();
      if (Math.min(width, height) < 24) found.push(`${what(control)} is too small: ${width} × ${height}`);
    }
  }
  for (const image of document.querySelectorAll('img')) {
    if (!image.hasAttribute('alt')) found.push(`an image has no text: ${image.src.slice(0, 60)}`);
  }
  for (const element of document.querySelectorAll('[tabindex]')) {
    if (element.tabIndex > 0) found.push(`${what(element)} changes the order of the keyboard`);
  }
  const levels = [...document.querySelectorAll('h1, h2, h3')].filter(isShown).map((each) => Number(each.localName[1]));
  if (levels[0] !== 1 || levels.some((level, index) => index > 0 && level > levels[index - 1] + 1)) found.push(`headings: ${levels}`);
  if (!document.documentElement.lang || !document.title) found.push('the page has no language or title');
  const width = document.documentElement.scrollWidth;
  if (width > innerWidth) found.push(`the page is ${width} wide, the window ${innerWidth}`);
  return found;
})()
