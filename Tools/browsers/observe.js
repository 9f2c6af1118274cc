// Runs before the page's own scripts, and notes what the page does: what it sends, what the CSP blocks, what the camera's tracks become.
// `observed.tamper` may change a form before it is sent, `observed.change` the members of a response. `observed.delay` says for how many milliseconds
// a response is held back. Both get the path of the request.
const observed = globalThis.observed = {violations: [], requests: [], forms: [], tracks: [], tamper: null, change: null, delay: null};

document.addEventListener('securitypolicyviolation', (event) =>
  observed.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));

const fetched = globalThis.fetch;
globalThis.fetch = async (resource, options) => {
  observed.requests.push({path: String(resource), method: options?.method, key: options?.headers?.['Idempotency-Key']});
  const response = await fetched(resource, options);
  if (observed.delay) await new Promise((resolve) => setTimeout(resolve, observed.delay(String(resource))));
  if (!observed.change || !response.ok) return response;
  return new Response(JSON.stringify(observed.change(String(resource), await response.json())), response);
};

const send = XMLHttpRequest.prototype.send;
XMLHttpRequest.prototype.send = function (data) {
  observed.tamper?.(data);
  observed.forms.push([...data].map(([name, value]) => [name, typeof value === 'string' ? value : `${value.size} bytes of ${value.type}`]));
  return send.call(this, data);
};

if (navigator.mediaDevices) {
  const devices = navigator.mediaDevices, opened = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    const stream = await opened(constraints);
    observed.tracks.push(...stream.getTracks());
    return stream;
  };
}
