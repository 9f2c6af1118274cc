#!/usr/bin/env node
'use strict'
// Puts aws4 for Node behind the suite, over the adapter protocol (Docs/Protocol.md).

const readline = require('readline')
const { createRequire } = require('module')
// Debian installs packages in /usr/share/nodejs, which a Node from elsewhere does not search.
const find = createRequire('/usr/share/nodejs/')
const aws4 = find('./aws4/aws4.js')
const { version } = find('./aws4/package.json')

class Unsupported extends Error {}

const ready = {
  type: 'ready', protocol: 1,
  implementation: { name: 'node-aws4', version, language: 'javascript', source: 'https://github.com/mhart/aws4' },
  operations: ['sign.url', 'sign.headers'], profiles: ['presign-core', 'presign-url', 'sign-headers', 'services'],
  clock: 'injected', random: 'own', variants: {}, unsupported: [],
}

const bytes = value => typeof value === 'string' ? Buffer.from(value) : Buffer.from(value.base64, 'base64')

function text(value) {
  if (typeof value === 'string') return value
  const string = bytes(value).toString()
  if (!Buffer.from(string).equals(bytes(value))) throw new Unsupported('aws4 takes strings, and these bytes are not UTF-8')
  return string
}

const encode = (value, unreserved) => Array.from(bytes(value), byte =>
  unreserved.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : '%' + byte.toString(16).toUpperCase().padStart(2, '0')).join('')

// Returns the request's scheme, host and path. A key is percent-encoded; a wire target is used unchanged.
function place(input) {
  const [scheme, authority] = text(input.endpoint).split('://')
  const target = input.target
  if ('wire' in target) return { scheme, host: authority, path: text(target.wire) }
  const query = (target.query || []).map(([name, value]) =>
    encode(name, /[\w\-.~]/) + (value === null ? '' : '=' + encode(value, /[\w\-.~]/))).join('&')
  const key = encode(target.key, /[\w\-.~/]/), bucket = text(target.bucket)
  const isVirtual = (target.addressing || 'virtual') === 'virtual'
  const path = isVirtual ? '/' + key : '/' + bucket + (key ? '/' + key : '')
  return { scheme, host: isVirtual ? bucket + '.' + authority : authority, path: path + (query ? '?' + query : '') }
}

function request(input, { scheme, host, path }) {
  if (input.algorithm && input.algorithm !== 'AWS4-HMAC-SHA256') throw new Unsupported('aws4 has no SigV4a')
  if (input.credentials.sessionToken && input.sessionToken === 'unsigned') throw new Unsupported('aws4 always signs the session token')
  if (input.service === 's3express') throw new Unsupported('aws4 does not know S3 Express')
  if (input.service !== 's3' && input.normalizePath === false) throw new Unsupported('aws4 always normalises the path, except for s3')
  const headers = {}
  for (const [name, value] of input.headers || []) {
    if (Object.keys(headers).some(known => known.toLowerCase() === text(name).toLowerCase())) {
      throw new Unsupported('aws4 takes headers as an object, where a name cannot be repeated')
    }
    headers[text(name)] = text(value)
  }
  // An HTTP client sends the port in Host unless it is the scheme's default.
  headers.Host = host.replace(scheme === 'https' ? /:443$/ : /:80$/, '')
  const payload = input.payload || {}
  return {
    method: text(input.method), service: text(input.service), region: text(input.region), path, headers,
    body: payload.body ? bytes(payload.body) : undefined,
  }
}

function credentials({ accessKeyId, secretAccessKey, sessionToken }) {
  return { accessKeyId: text(accessKeyId), secretAccessKey: text(secretAccessKey), ...(sessionToken && { sessionToken: text(sessionToken) }) }
}

const operations = {
  'sign.url'(input, clock) {
    const where = place(input)
    // aws4's documentation says to put the expiry and the date into the query.
    const join = where.path.includes('?') ? '&' : '?'
    const path = `${where.path}${join}X-Amz-Date=${clock}&X-Amz-Expires=${encodeURIComponent(text(input.expires))}`
    const signed = aws4.sign({ ...request(input, { ...where, path }), signQuery: true }, credentials(input.credentials))
    return { url: `${where.scheme}://${where.host}${signed.path}` }
  },
  'sign.headers'(input, clock) {
    const where = place(input), asked = request(input, where), payload = input.payload || {}
    if (input.service === 's3' && input.contentSha256Header === false) throw new Unsupported('aws4 always sends x-amz-content-sha256 to s3')
    // aws4's documentation says to set the time as X-Amz-Date. It replaces that of an earlier signature.
    for (const name of Object.keys(asked.headers)) if (name.toLowerCase() === 'x-amz-date') delete asked.headers[name]
    asked.headers['X-Amz-Date'] = clock
    if (payload.unsigned) asked.headers['X-Amz-Content-Sha256'] = 'UNSIGNED-PAYLOAD'
    else if (input.contentSha256Header && input.service !== 's3') throw new Unsupported('aws4 adds x-amz-content-sha256 for s3 only')
    const signed = aws4.sign(asked, credentials(input.credentials))
    const isGiven = ([name, value]) => (input.headers || []).some(given => text(given[0]) === name && text(given[1]) === value)
    const headers = Object.entries(signed.headers).map(([name, value]) => [name, String(value)])
      .filter(pair => pair[0] !== 'Host' && !isGiven(pair))
    if (!('wire' in input.target)) return { url: `${where.scheme}://${where.host}${signed.path}`, headers }
    if (signed.path !== where.path) throw new Unsupported('aws4 rewrites this target before it sends it')
    return { headers }
  },
}

function result(run) {
  try {
    const operation = operations[run.operation]
    if (!operation) throw new Unsupported('aws4 has no such operation')
    return { status: 'accepted', output: operation(run.input, run.clock.replace(/[-:]/g, '')) }
  } catch (error) {
    const status = error instanceof Unsupported ? 'unsupported' : 'rejected'
    return { status, error: { code: error.name, message: error.message } }
  }
}

readline.createInterface({ input: process.stdin }).on('line', line => {
  const message = JSON.parse(line)
  const reply = message.type === 'hello' ? ready
    : message.type === 'bye' ? { type: 'bye' } : { type: 'result', seq: message.seq, ...result(message) }
  process.stdout.write(JSON.stringify(reply) + '\n', () => { if (message.type === 'bye') process.exit() })
})
