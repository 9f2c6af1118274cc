// Runs before the page's own scripts, and notes what the page does: what it sends, what the CSP blocks, what the camera's tracks become.
// `observed.tamper` may change a form before it is sent.
const observed = globalThis.observed = {violations: [], requests: [], forms: [], tracks: [], tamper: null};

document.addEventListener('securitypolicyviolation', (event) =>
  observed.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));

const fetched = globalThis.fetch;
globalThis.fetch = async (resource, options) => {
  observed.requests.push({path: String(resource), method: options?.method, key: options?.headers?.['Idempotency-Key']});
  const response = await fetched(resource, options);
  const changed = observed.limits && String(resource).endsWith('api/limits');
  return changed ? new Response(JSON.stringify({...await response.json(), ...observed.limits}), response) : response;
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
