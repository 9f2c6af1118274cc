/**
 * The page of the documentation: what the service's OpenAPI document says, and requests to try.
 *
 * The texts of the document and of responses become text nodes and values of controls, and never HTML.
 */

import {call} from './api.js';
import {clearMessage, element, elementsByID, showFacts, showMessage} from './dom.js';
import {NoResponse, Problem} from './errors.js';
import {essence, listText, sizeText} from './format.js';
import {words} from './words.js';

const UNREADABLE = [
  'The description of the service cannot be read',
  'Its file openapi.json is missing, or is not an OpenAPI document. Tell whoever runs the service, or try again.',
];
const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'trace'];
const FORMS = ['multipart/form-data', 'application/x-www-form-urlencoded'];
/** The headers of a response that tell something about the API. */
const HEADERS = `Content-Type Content-Length Content-Range Accept-Ranges ETag Last-Modified Cache-Control Location Allow Retry-After WWW-Authenticate
  X-Request-Id`.split(/\s+/);
const EXAMPLES = {
  'date-time': '2026-01-31T12:00:00Z', date: '2026-01-31', uuid: '00000000-0000-4000-8000-000000000000', email: 'user@example.com', uri: 'https://example.com/',
};
/** The longest text of a response that is shown. Much more would stop the browser for seconds. */
const LONGEST = 200_000;

const page = elementsByID();
/** The address of the service, without a slash at its end. */
const BASE = new URL('.', document.baseURI).href.slice(0, -1);
/** The OpenAPI document. */
let api = null;
/** The bearer token. It is only here: not in the storage, not in an address, not in a control. */
let token = null;
/** The login that is running. */
let login = null;
/** The ids of the elements that this page has made. */
const ids = new Set();

async function load() {
  clearMessage(page.problem);
  page.loading.hidden = false;
  try {
    api = await call('GET', 'openapi.json');
    render();
    // The button disappears, and the keyboard user is at the top of what appears.
    if (document.activeElement === page.reload) page.title.focus();
    page.reload.hidden = true;
  } catch (error) {
    const isKnown = error instanceof Problem || error instanceof NoResponse;
    // JSON, but not what OpenAPI allows. The console tells whoever runs the service where.
    if (!isKnown) console.error(error);
    const texts = {problems: {ResponseInvalid: UNREADABLE, NotFound: UNREADABLE}, reload: 'Try again.'};
    showMessage(page.problem, words(isKnown ? error : new Problem(200), texts));
    page.reload.hidden = false;
  }
  page.loading.hidden = true;
}

// MARK: Texts and tables

/** Returns a text as nodes: what is between backticks is code. */
const rich = (text = '') => String(text).split(/`([^`]+)`/).map((part, index) => index % 2 ? element('code', {}, part) : part);
const paragraphs = (text) => text ? String(text).split(/\n\s*\n/).map((each) => element('p', {}, ...rich(each))) : [];
const dim = (...children) => element('p', {class: 'dim'}, ...children);

/** Returns an id that no other element has. */
function uniqueID(text) {
  let id = text.replace(/[^\w-]+/g, '-');
  if (ids.has(id)) id += `-${ids.size}`;
  ids.add(id);
  return id;
}

/** Returns a table of cells, which are lists of nodes. Its roles are written out, because the style for phones takes them away. */
function table(name, headings, rows) {
  const row = (cells, role) => element('tr', {role: 'row'}, ...cells.map((cell, index) => role === 'cell' && index > 0
    ? element('td', {role}, ...cell) : element('th', {role: role === 'cell' ? 'rowheader' : role}, ...cell)));
  return element(
    'table', {role: 'table', 'aria-label': name},
    element('thead', {role: 'rowgroup'}, row(headings.map((each) => [each]), 'columnheader')),
    element('tbody', {role: 'rowgroup'}, ...rows.map((cells) => row(cells, 'cell'))));
}

// MARK: Schemas

const isMap = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const nameOf = (reference) => String(reference).split('/').at(-1);

/**
 * Returns a schema without references, and without the alternative null, of which `isNullable` remains. `called` is the name of what was referred to, and
 * `union` are the alternatives if there are several. What stands beside a reference counts more than what is there.
 */
function resolved(value, depth = 0) {
  if (!isMap(value) || depth > 10) return {};
  const {$ref: reference, anyOf, oneOf = anyOf, ...own} = value, resolve = (each) => resolved(each, depth + 1);
  if (reference !== undefined) {
    const steps = String(reference).split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const target = steps.reduce((found, step) => isMap(found) && Object.hasOwn(found, step) ? found[step] : null, api);
    return {...resolve(target), called: nameOf(reference), ...own};
  }
  if (oneOf) {
    const union = oneOf.map(resolve).filter((each) => each.type !== undefined || !each.isNullable);
    return {...union[0], ...own, union: union.length > 1 ? union : undefined, isNullable: union.length < oneOf.length};
  }
  const types = [own.type ?? []].flat(), [type = own.properties && 'object'] = types.filter((each) => each !== 'null');
  return {...own, type, isNullable: own.isNullable || types.includes('null')};
}

/** Returns the type in words: "array of Video", "string (uuid) or null". */
function typeText(raw, depth = 0) {
  const {type, called, format, union, isNullable, items, const: only, additionalProperties: others} = resolved(raw);
  const inside = (each) => depth > 8 ? '…' : typeText(each, depth + 1);
  const text = union ? union.map(inside).join(' or ')
    : only !== undefined ? JSON.stringify(only)
    : type === 'array' && items ? `array of ${inside(items)}`
    : type === 'object' && called ? called
    : type === 'object' && isMap(others) ? `object with values of ${inside(others)}`
    : `${type ?? 'any value'}${format ? ` (${format})` : ''}`;
  return isNullable ? `${text} or null` : text;
}

function range(least, most, unit = '') {
  if (least !== undefined && most !== undefined) return `${least} to ${most}${unit}`;
  return least !== undefined ? `at least ${least}${unit}` : most !== undefined ? `at most ${most}${unit}` : null;
}

/** Returns which values are allowed, and the default, as texts. */
function bounds(raw) {
  const schema = resolved(raw);
  // JavaScript rounds larger numbers, and a wrong bound is worse than none.
  const exact = (number) => Math.abs(number) < 2 ** 53 ? number : undefined;
  const code = (value) => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
  return [
    schema.enum && listText(schema.enum.map(code), 'or'), range(exact(schema.minimum), exact(schema.maximum)),
    range(schema.minLength, schema.maxLength, ' characters'), range(schema.minItems, schema.maxItems, ' items'),
    schema.pattern !== undefined && `matches ${code(schema.pattern)}`, schema.default !== undefined && `default ${code(schema.default)}`,
  ].filter(Boolean);
}

/** Yields the members of a schema with their paths, and those of nested schemas: "videos[].metadata.fps". `seen` ends what contains itself. */
function* members(raw, path = '', seen = []) {
  const schema = resolved(raw), inside = [...seen, schema.called ?? ''];
  if (seen.length > 12 || (schema.called && seen.includes(schema.called))) return;
  for (const [name, value] of Object.entries(schema.properties ?? {})) {
    const own = path ? `${path}.${name}` : name;
    yield [own, value, schema.required?.includes(name)];
    yield* members(value, own, inside);
  }
  if (schema.items) yield* members(schema.items, `${path}[]`, inside);
  if (isMap(schema.additionalProperties)) yield* members(schema.additionalProperties, path ? `${path}.*` : '*', inside);
}

const marked = (name, isRequired) => isRequired ? [name, ' ', element('span', {class: 'required'}, 'required')] : [name];
const typeCell = (raw) => [typeText(raw), ...bounds(raw).map((each) => element('div', {class: 'dim'}, ...rich(each)))];

/** Returns the members of a schema as a table, or its type if it has none. */
function schemaTable(name, raw) {
  const rows = [...members(raw)].map(([path, value, isRequired]) => {
    const parts = path.split(/(?<=\.)/).flatMap((part) => [part, element('wbr')]);
    return [marked(element('code', {}, ...parts), isRequired), typeCell(value), rich(resolved(value).description)];
  });
  return rows.length > 0 ? table(name, ['Name', 'Type', 'Description'], rows) : element('div', {}, 'Type: ', ...typeCell(raw));
}

/** Returns a value that a schema allows, with all members that a request may have. `seen` ends what contains itself. */
function example(raw, seen = []) {
  const {type, called, format, properties = {}, additionalProperties: others, items, ...schema} = resolved(raw), inside = [...seen, called ?? ''];
  const given = [schema.example, schema.examples?.[0], schema.default, schema.const, schema.enum?.[0]].find((each) => each !== undefined && each !== null);
  if (given !== undefined) return given;
  if (seen.length > 12 || (called && seen.includes(called))) return null;
  if (type === 'object') {
    const shown = [...Object.entries(properties), ...(isMap(others) ? [['name', others]] : [])].filter(([, value]) => !resolved(value).readOnly);
    return Object.fromEntries(shown.map(([name, value]) => [name, example(value, inside)]));
  }
  if (type === 'array') return [example(items, inside)].filter((each) => each !== null);
  if (type === 'integer' || type === 'number') return schema.minimum ?? Math.min(1, schema.maximum ?? 1);
  if (type === 'string') return EXAMPLES[format] ?? 'text'.padEnd(Math.min(schema.minLength ?? 0, 1000), '-text').slice(0, schema.maxLength);
  return type === 'boolean' ? true : null;
}

// MARK: The document

function render() {
  ids.clear();
  const {title = 'API', version, summary, description} = api.info ?? {};
  document.title = `${title}: API documentation`;
  page.title.textContent = title;
  page.version.textContent = version === undefined ? '' : `Version ${version}`;
  const source = element('p', {}, 'The OpenAPI document: ', element('a', {href: 'openapi.json'}, 'openapi.json'));
  page.about.replaceChildren(...[summary, description].flatMap(paragraphs), source);
  renderAuthorization();
  const groups = new Map();
  for (const [path, item] of Object.entries(api.paths)) {
    for (const method of METHODS.filter((each) => isMap(item[each]))) {
      const name = item[method].tags?.[0] ?? path.split('/').find((part) => part !== '' && !/^(api|v\d+)$/.test(part)) ?? 'other';
      groups.set(name, [...(groups.get(name) ?? []), renderOperation(method.toUpperCase(), path, item[method], item.parameters)]);
    }
  }
  page.operations.replaceChildren(...[...groups].map(([name, operations]) => {
    const heading = element('h2', {id: uniqueID(`group-${name}`), tabindex: '-1'}, name.replace(/^./u, (first) => first.toUpperCase()).replace(/[-_]/g, ' '));
    const about = api.tags?.find((tag) => tag.name === name)?.description;
    return element('section', {'aria-labelledby': heading.id}, heading, ...paragraphs(about), ...operations);
  }));
  const schemas = Object.entries(api.components?.schemas ?? {});
  page.schemas.hidden = schemas.length === 0;
  page['schema-list'].replaceChildren(...schemas.map(([name, schema]) => element(
    'details', {class: 'box', id: `schema-${name}`}, element('summary', {}, element('h3', {}, name)), ...paragraphs(schema.description),
    schemaTable(name, schema))));
  const sections = [page.authorization, ...page.operations.children, page.schemas];
  page.contents.replaceChildren(...sections.filter((each) => !each.hidden).map((section) => {
    const entry = (id, heading) => element('li', {}, element('a', {href: `#${id}`}, ...heading.cloneNode(true).childNodes));
    const heading = section.querySelector('h2'), item = entry(heading.id, heading);
    item.append(element('ul', {}, ...[...section.querySelectorAll(':scope > details')].map((each) => entry(each.id, each.querySelector('h3')))));
    return item;
  }));
  page.content.hidden = false;
  reveal(location.hash);
}

/** Opens what an address like "#op-listVideos" names, and moves there. */
function reveal(hash) {
  const target = hash && document.getElementById(hash.slice(1));
  if (!target) return;
  for (let each = target; each; each = each.parentElement) if (each.localName === 'details') each.open = true;
  target.scrollIntoView();
  (target.querySelector('summary') ?? target).focus({preventScroll: true});
}

function renderOperation(method, path, operation, shared = []) {
  const all = [...shared, ...(operation.parameters ?? [])].map((each) => resolved(each));
  // A parameter of the operation replaces that of the path.
  const parameters = [...new Map(all.map((each) => [`${each.in} ${each.name}`, each])).values()];
  const {content = {}, description, required} = resolved(operation.requestBody), name = `${method} ${path}`;
  const brief = [...rich(operation.summary), ...(operation.deprecated ? [' ', element('strong', {}, 'Deprecated.')] : [])];
  const title = element('h3', {}, element('span', {class: `method ${method.toLowerCase()}`}, method), ' ', element('code', {}, path));
  const details = element(
    'details', {class: 'box', id: uniqueID(`op-${operation.operationId ?? name}`)},
    element('summary', {}, title, element('span', {class: 'brief'}, ...brief)),
    ...paragraphs(operation.description), dim('Authorization: ', ...rich(authorizationText(operation))));
  const heading = (text) => details.append(element('h4', {}, text));
  if (parameters.length > 0) {
    heading('Parameters');
    details.append(table(`Parameters of ${name}`, ['Name', 'In', 'Type', 'Description'], parameters.map((each) => [
      marked(element('code', {}, each.name), each.required), [each.in], typeCell(schemaOf(each)), rich(each.description)])));
  }
  if (Object.keys(content).length > 0) {
    heading(required ? 'Request body' : 'Request body (optional)');
    details.append(...paragraphs(description), ...bodies(content, `Request body of ${name}`));
  }
  heading('Responses');
  for (const [status, each] of Object.entries(operation.responses ?? {})) {
    const {description: text = '', content: answers} = resolved(each);
    // "`Busy`: The database is busy. `InternalError`: The service failed." is a list of codes.
    const codes = text.split(/\s*(?=`\w+`: )/).map((part) => /^`(\w+)`: (.*)$/s.exec(part)), list = element('dl', {class: 'codes'});
    const isList = codes.every(Boolean);
    if (isList) showFacts(list, codes.map(([, code, meaning]) => [element('code', {}, code), element('span', {}, ...rich(meaning))]));
    details.append(element(
      'div', {class: 'response'}, element('h5', {}, status === 'default' ? 'Any other status' : status), ...(isList ? [list] : paragraphs(text)),
      ...bodies(answers, `Response ${status} of ${name}`, !status.startsWith('2'))));
  }
  details.append(tryIt(method, path, operation, parameters, content));
  return details;
}

const schemaOf = ({schema, content}) => schema ?? Object.values(content ?? {})[0]?.schema ?? {};

/** Returns the media types and schemas of a body. The schemas of errors are all the same, and are only at the end of the page. */
function bodies(content = {}, name, isError = false) {
  return Object.entries(content).flatMap(([type, {schema = {}}]) => {
    const link = schema.$ref && element('a', {href: `#schema-${nameOf(schema.$ref)}`}, nameOf(schema.$ref));
    const line = dim(element('code', {}, type), ...(link ? [': ', link] : []));
    return (link && isError) || Object.keys(schema).length === 0 ? [line] : [line, schemaTable(name, schema)];
  });
}

// MARK: Authorization

const schemes = () => api.components?.securitySchemes ?? {};
const isBearer = ({type, scheme}) => type === 'oauth2' || type === 'openIdConnect' || (type === 'http' && /^bearer$/i.test(scheme));
const isCookie = ({type, in: place}) => type === 'apiKey' && place === 'cookie';
/** Returns what an operation accepts: a list of alternatives, each a list of schemes. */
const requirements = ({security = api.security ?? []}) => security.map((each) => Object.keys(each).map((name) => schemes()[name] ?? {}));
const accepted = (operation, kind) => requirements(operation).flat().find(kind);

function authorizationText(operation) {
  const text = (scheme) => isBearer(scheme) ? 'a bearer token' : isCookie(scheme) ? `the cookie \`${scheme.name}\`` : scheme.type;
  return `${[...new Set(requirements(operation).map((all) => all.map(text).join(' and ') || 'none'))].join(', or ') || 'not needed'}.`;
}

/** Returns the address of the OAuth login with a password, or null. A password goes to the service itself and to nobody else. */
function tokenURL() {
  const address = Object.values(schemes()).map(({flows}) => flows?.password?.tokenUrl).find((each) => each !== undefined);
  const url = address === undefined ? null : URL.parse(address, new URL('openapi.json', document.baseURI));
  return url?.origin === location.origin ? url : null;
}

function renderAuthorization() {
  const all = Object.values(schemes()), cookie = all.find(isCookie), hasToken = all.some(isBearer);
  page.authorization.hidden = !cookie && !hasToken;
  page['cookie-text'].hidden = !cookie;
  page['cookie-text'].replaceChildren(...rich(`The cookie \`${cookie?.name}\` of this page is used, if there is one. Operations of the service set it.`));
  page['token-form'].hidden = page['token-text'].hidden = !hasToken;
  page.login.hidden = tokenURL() === null;
  useToken(token);
}

/** Uses a token from now on, or none. */
function useToken(value, text = value === null ? 'There is no token: you are not logged in.' : 'Your token is sent with every request that needs one.') {
  login?.abort();
  token = value;
  clearMessage(page['login-problem']);
  page['token-text'].textContent = text;
  page.logout.hidden = token === null;
}

const refuse = (title, text) => showMessage(page['login-problem'], {title, text});

async function logIn(event) {
  event.preventDefault();
  useToken(null);
  const request = login = new AbortController(), name = page.username.value;
  let response = null, answer = null;
  try {
    const body = new URLSearchParams({grant_type: 'password', username: name, password: page.password.value}).toString();
    response = await fetch(tokenURL().href, {method: 'POST', headers: {'Content-Type': FORMS[1]}, body, cache: 'no-store', signal: request.signal});
    answer = await response.json();
  } catch {
    // There is no response, or it is not JSON.
  }
  if (request.signal.aborted) return;
  if (response === null) return refuse('The service did not respond.', 'You are not logged in. Try again.');
  if (response.ok && typeof answer?.access_token === 'string') {
    page.password.value = '';
    return useToken(answer.access_token, `You are logged in as ${name}. Your token is sent with every request that needs one.`);
  }
  const isWrong = [400, 401, 403, 422].includes(response.status), reason = answer?.detail ?? answer?.error_description;
  const title = isWrong ? 'The service does not accept the user name and the password.' : 'The service did not log you in.';
  refuse(title, `Status ${response.status}${typeof reason === 'string' ? `: ${reason.replace(/\.$/, '')}` : ''}.`);
}

page.login.addEventListener('submit', logIn);
page['token-form'].addEventListener('submit', (event) => {
  event.preventDefault();
  const value = page.token.value.trim().replace(/^Bearer\s+/i, '');
  if (!/^[!-~]+$/.test(value)) return refuse('This is not a token.', 'A token has only letters, digits and signs of ASCII, and no spaces.');
  page.token.value = '';
  useToken(value);
});
page.logout.addEventListener('click', () => {
  useToken(null, 'You are logged out. The page has forgotten the token.');
  // The button disappears, and the keyboard stays near it.
  page['authorization-heading'].focus();
});

// MARK: Trying an operation

/** Returns a control with its label and a hint. */
function labelled(text, control, hint = dim(), isRequired = false) {
  [control.id, hint.id] = [uniqueID('field'), uniqueID('hint')];
  control.setAttribute('aria-describedby', hint.id);
  Object.assign(control, {required: isRequired, autocomplete: 'off', spellcheck: false});
  return element('div', {}, element('label', {for: control.id}, ...marked(text, isRequired)), control, hint);
}

const select = (options) => element('select', {}, ...options.map(([value, text]) => element('option', {value}, text)));

/** Returns a control for a value: its element, and `values`, which returns what the user entered, as texts or files. */
function field(name, raw, isRequired = false, place = '') {
  const schema = resolved(raw), isFile = schema.format === 'binary' || schema.contentMediaType === 'application/octet-stream';
  const choices = schema.enum?.filter((each) => each !== null) ?? (schema.type === 'boolean' ? [true, false] : null);
  const isNumber = ['integer', 'number'].includes(schema.type);
  const type = isFile ? 'file' : isNumber ? 'number' : schema.format === 'password' ? 'password' : 'text';
  // The pattern is left to the service, because that of HTML is another kind.
  const {minimum: min, maximum: max, minLength: minlength, maxLength: maxlength} = schema;
  const limits = {min, max, minlength, maxlength, step: schema.type === 'integer' ? 1 : 'any'};
  const known = Object.entries(limits).filter(([, value]) => value !== undefined);
  const control = choices ? select([['', 'not set'], ...choices.map((each) => [each, each])]) : element('input', {type, ...Object.fromEntries(known)});
  const hint = dim(...rich([place, typeText(raw), ...bounds(raw)].filter(Boolean).join(', ')));
  const values = () => isFile ? [...control.files] : control.value === '' ? [] : [control.value];
  return {name, place, isFile, values, element: labelled(name, control, hint, isRequired)};
}

const pairsOf = (fields) => fields.flatMap(({name, values}) => values().map((value) => [name, value]));
const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

/** Returns the elements for a body of a media type, and `read`, which returns what is sent and curl's arguments for it. */
function bodyControls(type, {schema: raw = {}, example: given}) {
  const schema = resolved(raw), headers = [['Content-Type', type]];
  if (FORMS.includes(essence(type))) {
    const fields = Object.entries(schema.properties ?? {}).map(([name, value]) => field(name, value, schema.required?.includes(name)));
    const read = () => {
      const pairs = pairsOf(fields), isText = essence(type) === FORMS[1], body = isText ? new URLSearchParams() : new FormData();
      for (const pair of pairs) body.append(...pair);
      if (isText) return {body: body.toString(), headers, curl: [`--data-raw ${quoted(body.toString())}`]};
      const missing = fields.filter(({isFile, values}) => isFile && values().length === 0).map(({name}) => [name, {name: 'FILE'}]);
      const curl = [...missing, ...pairs].map(([name, value]) => typeof value === 'string'
        ? `--form-string ${quoted(`${name}=${value}`)}` : `-F ${quoted(`${name}=@"${value.name.replace(/["\\]/g, '\\$&')}"`)}`);
      // The browser writes the Content-Type, because it chooses the boundary.
      return {body, headers: [], curl};
    };
    return {elements: fields.map((each) => each.element), read};
  }
  const value = given ?? example(raw), isJSON = /[/+]json$/.test(essence(type)), text = isJSON ? JSON.stringify(value, null, 2) : String(value);
  const area = element('textarea', {rows: Math.min(text.split('\n').length + 1, 16)}), hint = dim();
  area.value = text;
  // It is not forbidden: somebody may want to see what the service says.
  area.addEventListener('input', () => hint.textContent = isJSON && area.value && pretty(area.value) === null ? 'This is not JSON. It is sent as it is.' : '');
  const read = () => area.value === '' ? {headers: [], curl: []} : {body: area.value, headers, curl: [`--data-raw ${quoted(area.value)}`]};
  return {elements: [labelled(`Body (${type})`, area, hint)], read};
}

function tryIt(method, path, operation, parameters, content) {
  // A page cannot set cookies for one request.
  const fields = parameters.filter((each) => each.in !== 'cookie').map((each) => field(each.name, schemaOf(each), each.required, each.in));
  const kinds = Object.entries(content).map(([type, each]) => bodyControls(type, each));
  const choice = select(Object.keys(content).map((type) => [type, type])), kind = () => kinds[choice.selectedIndex];
  const usesToken = accepted(operation, isBearer) !== undefined, cookie = accepted(operation, isCookie);
  const place = element('div', {class: 'fields'}), result = element('div'), status = element('p', {class: 'title', role: 'status'});
  const send = element('button', {class: 'main'}, 'Send'), cancel = element('button', {type: 'button', hidden: ''}, 'Cancel');
  const command = block('The curl command'), copy = element('button', {type: 'button'}, 'Copy'), copied = element('p', {class: 'dim', role: 'status'});

  const request = () => {
    const valuesIn = (where) => pairsOf(fields.filter((each) => each.place === where));
    const inPath = new Map(valuesIn('path')), query = new URLSearchParams(valuesIn('query')).toString();
    const filled = path.replace(/\{([^}]+)\}/g, (whole, name) => inPath.has(name) ? encodeURIComponent(inPath.get(name).toWellFormed()) : whole);
    const {body, headers, curl} = kind()?.read() ?? {headers: [], curl: []};
    return {method, url: `${BASE}${filled}${query && `?${query}`}`, headers: [...valuesIn('header'), ...headers], body, curl, usesToken};
  };
  const showCommand = () => {
    const {url, headers, curl} = request();
    // The browser sends the origin by itself, and services that use cookies ask for it.
    const sent = usesToken || ['GET', 'HEAD'].includes(method) ? headers : [...headers, ['Origin', location.origin]];
    command.textContent = [
      `curl ${{GET: '', HEAD: '-I '}[method] ?? `-X ${method} `}${quoted(url)}`,
      ...(usesToken ? ['-H "Authorization: Bearer $TOKEN"'] : cookie ? [`-b ${quoted(`${cookie.name}=`)}"$SESSION"`] : []),
      ...sent.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`), ...curl].join(' \\\n  ');
    copied.textContent = '';
  };
  const chooseKind = () => place.replaceChildren(...(kind()?.elements ?? []));

  const form = element(
    'form', {class: 'try'}, element('div', {class: 'fields'}, ...fields.map((each) => each.element)),
    ...(kinds.length > 1 ? [labelled('Media type of the body', choice)] : []), place, element('div', {class: 'actions'}, send, cancel), status, result,
    element('h4', {}, 'The same with curl'), command,
    ...(usesToken ? [dim(...rich('`$TOKEN` is an access token, such as the `access_token` that a login returns.'))]
      : cookie ? [dim(...rich(`\`$SESSION\` is the value of the cookie \`${cookie.name}\`.`))] : []), element('div', {class: 'actions'}, copy, copied));
  choice.addEventListener('change', chooseKind);
  for (const type of ['input', 'change']) form.addEventListener(type, showCommand);
  // There is no clipboard without HTTPS, except at localhost.
  copy.hidden = !navigator.clipboard;
  copy.addEventListener('click', () => navigator.clipboard.writeText(command.textContent).then(
    () => copied.textContent = 'Copied.', () => copied.textContent = 'The browser does not let this page copy. Select the command, and copy it.'));
  let running = null;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    running?.abort();
    const own = running = new AbortController();
    Object.assign(status, {className: 'title', textContent: 'Waiting for the response …'});
    result.replaceChildren();
    cancel.hidden = false;
    const {text, isGood, elements = []} = await answerTo(request(), own.signal);
    // Another request has replaced this one.
    if (running !== own) return;
    if (document.activeElement === cancel) send.focus();
    cancel.hidden = true;
    Object.assign(status, {className: `title ${isGood ? 'good' : 'bad'}`, textContent: text});
    result.replaceChildren(...elements);
  });
  cancel.addEventListener('click', () => running.abort());
  chooseKind();
  showCommand();
  return element('details', {class: 'trying'}, element('summary', {}, element('h4', {}, 'Try it')), form);
}

/** Returns a place for a text that can be scrolled with the keyboard. */
const block = (name, text = '') => element('pre', {tabindex: '0', role: 'region', 'aria-label': name}, text);

/** Sends a request, and returns what there is to show. */
async function answerTo({method, url, headers, body, usesToken}, signal) {
  const all = usesToken && token !== null ? [...headers, ['Authorization', `Bearer ${token}`]] : headers;
  const options = {method, headers: all, body, cache: 'no-store', credentials: 'same-origin', signal};
  // Browsers resolve these as directories. It would be another request.
  if (/\/\.\.?(?=[/?]|$)/.test(url)) return {text: 'A browser cannot send a request with the path segment “.” or “..”.'};
  try {
    new Request(url, options);
  } catch (error) {
    return {text: `The browser cannot send this request: ${error.message}`};
  }
  const began = performance.now();
  let response = null;
  try {
    response = await fetch(url, options);
    const shown = await bodyOf(response), time = Math.round(performance.now() - began), facts = element('dl');
    showFacts(facts, HEADERS.filter((name) => response.headers.has(name)).map((name) => [name, response.headers.get(name)]));
    const text = `${`Status ${response.status} ${response.statusText}`.trim()}, after ${time} ms`;
    return {text, isGood: response.status < 400, elements: [facts, shown]};
  } catch {
    if (signal.aborted) return {text: 'The request is cancelled. The service may have received it.'};
    if (response !== null) return {text: `The connection was cut: the status is ${response.status}, and the rest of the response is missing.`};
    return {text: navigator.onLine ? 'The service did not respond.' : 'The service did not respond. You are offline.'};
  }
}

/** Returns the body of a response as an element: text, or only the size. */
async function bodyOf(response) {
  const type = essence(response.headers.get('Content-Type') ?? '');
  if (!/^text\/|[/+](json|xml|yaml)$|javascript|urlencoded/.test(type)) {
    // Counted piece by piece, so that a long video does not fill the memory.
    let size = 0;
    const reader = response.body?.getReader();
    for (let piece; reader && !(piece = await reader.read()).done;) size += piece.value.length;
    return dim(size === 0 ? 'The response has no body.' : `The body is not text: ${sizeText(size)}${type && ` of ${type}`}.`);
  }
  const text = await response.text();
  if (text === '') return dim('The response has no body.');
  const whole = (/json$/.test(type) && pretty(text)) || text, rest = whole.length - LONGEST;
  return element('div', {}, block('The body of the response', whole.slice(0, LONGEST)), ...(rest > 0 ? [dim(`${rest} more characters are not shown.`)] : []));
}

/** Returns JSON with line breaks, or null if it is not JSON. Numbers keep their digits. */
function pretty(text) {
  try {
    // Older browsers do not tell how a number is written.
    return JSON.stringify(JSON.parse(text, (_, value, context) => typeof value === 'number' && context ? JSON.rawJSON(context.source) : value), null, 2);
  } catch {
    return null;
  }
}

page.reload.addEventListener('click', load);
addEventListener('hashchange', () => reveal(location.hash));
document.addEventListener('click', (event) => {
  const hash = event.target.closest('a[href^="#"]')?.hash;
  // There is no event for an address that does not change.
  if (!hash || hash !== location.hash) return;
  event.preventDefault();
  reveal(hash);
});
await load();
