#!/usr/bin/env ruby
# Puts Ruby's aws-sigv4, the signer of the AWS SDK for Ruby, behind the suite, over the adapter protocol (Docs/Protocol.md).

require 'json'
require 'time'
require 'aws-sigv4'

class Unsupported < StandardError; end

READY = {
  type: 'ready', protocol: 1,
  implementation: { name: 'ruby-aws-sigv4', version: Aws::Sigv4::VERSION, language: 'ruby', source: 'https://github.com/aws/aws-sdk-ruby' },
  operations: %w[sign.url sign.headers], profiles: %w[presign-core presign-url sign-headers services],
  clock: 'injected', random: 'own', variants: {}, unsupported: []
}.freeze

def text(value)
  bytes = value.is_a?(Hash) ? value['base64'].unpack1('m0') : value.dup
  bytes.force_encoding('UTF-8')
end

def encode(value, safe = '')
  text(value).b.gsub(/[^A-Za-z0-9\-._~#{safe}]/n) { |byte| format('%%%02X', byte.ord) }.force_encoding('UTF-8')
end

# Returns the request's URL. A key is percent-encoded; a wire target is used unchanged.
def url_of(input)
  scheme, host = text(input['endpoint']).split('://', 2)
  target = input['target']
  if target.key?('wire')
    raise Unsupported, 'Ruby has no URLs with spaces or with characters beyond ASCII' if text(target['wire']).match?(/[^!-~]/)

    return "#{scheme}://#{host}#{text(target['wire'])}"
  end

  bucket = text(target['bucket'])
  path = "/#{encode(target['key'], '/')}"
  query = (target['query'] || []).map { |name, value| value.nil? ? encode(name) : "#{encode(name)}=#{encode(value)}" }.join('&')
  if (target['addressing'] || 'virtual') == 'virtual'
    host = "#{bucket}.#{host}"
  else
    path = "/#{bucket}#{path unless text(target['key']).empty?}"
  end
  "#{scheme}://#{host}#{path}#{"?#{query}" unless query.empty?}"
end

def headers_of(input)
  pairs = (input['headers'] || []).map { |name, value| [text(name), text(value)] }
  if pairs.map { |name, _| name.downcase }.uniq.size != pairs.size
    raise Unsupported, 'aws-sigv4 takes headers as a Hash, where a name cannot be repeated'
  end
  pairs.to_h
end

# S3 Express is signed like S3.
def s3?(input)
  %w[s3 s3express].include?(text(input['service']))
end

# Returns the signer, configured as in the SDK: for S3 the path is used unchanged, for other services it is escaped again.
def signer(input)
  raise Unsupported, 'SigV4a needs the aws-crt gem' unless [nil, 'AWS4-HMAC-SHA256'].include?(input['algorithm'])

  credentials = input['credentials']
  if credentials['sessionToken'] && input['sessionToken'] == 'unsigned'
    raise Unsupported, 'aws-sigv4 leaves the session token out of the signature only with the aws-crt gem'
  end
  s3 = s3?(input)
  Aws::Sigv4::Signer.new(
    service: text(input['service']), region: text(input['region']), access_key_id: text(credentials['accessKeyId']),
    secret_access_key: text(credentials['secretAccessKey']), session_token: credentials['sessionToken'] && text(credentials['sessionToken']),
    uri_escape_path: !s3, apply_checksum_header: input.fetch('contentSha256Header', s3)
  )
end

def body_of(input)
  payload = input['payload'] || {}
  [text(payload['body'] || ''), payload['unsigned'] || false]
end

def sign_url(input, clock)
  body, unsigned = body_of(input)
  expires = text(input['expires'])
  digest = 'UNSIGNED-PAYLOAD' if unsigned || s3?(input)
  url = signer(input).presign_url(
    http_method: text(input['method']), url: url_of(input), headers: headers_of(input), body: body, body_digest: digest,
    time: Time.iso8601(clock), expires_in: expires.match?(/\A(0|-?[1-9]\d*)\z/) ? expires.to_i : expires
  )
  [{ url: url.to_s }, {}]
end

def sign_headers(input, clock)
  body, unsigned = body_of(input)
  headers = headers_of(input).merge('x-amz-date' => clock.delete('-:'))
  headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD' if unsigned
  url = url_of(input)
  signed = signer(input).sign_request(http_method: text(input['method']), url: url, headers: headers, body: body)
  output = { headers: signed.headers.to_a - [['host', signed.headers['host']]] }
  output[:url] = url unless input['target'].key?('wire')
  [output, { canonicalRequest: signed.canonical_request, stringToSign: signed.string_to_sign }]
end

OPERATIONS = { 'sign.url' => method(:sign_url), 'sign.headers' => method(:sign_headers) }.freeze

def result(run)
  operation = OPERATIONS[run['operation']] or raise Unsupported, 'aws-sigv4 has no such operation'
  output, trace = operation.call(run['input'], run['clock'])
  { status: 'accepted', output: output, trace: trace }
rescue Unsupported => e
  { status: 'unsupported', error: { code: 'Unsupported', message: e.message } }
rescue ArgumentError, URI::Error, Aws::Sigv4::Errors::MissingCredentialsError, Aws::Sigv4::Errors::MissingRegionError => e
  { status: 'rejected', error: { code: e.class.name, message: e.message } }
rescue StandardError => e # the run fails, the adapter goes on
  warn e.full_message
  { status: 'error', error: { code: e.class.name, message: e.message } }
end

$stdout.sync = true
$stdin.set_encoding('UTF-8')
$stdin.each_line do |line|
  message = JSON.parse(line)
  case message['type']
  when 'hello' then puts JSON.generate(READY)
  when 'run' then puts JSON.generate({ type: 'result', seq: message['seq'] }.merge(result(message)))
  when 'bye'
    puts JSON.generate(type: 'bye')
    break
  end
end
