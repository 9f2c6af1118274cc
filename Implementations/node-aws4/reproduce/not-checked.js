// aws4 accepts line breaks, fragments, and any method and expiry, and signs some connection headers.
const aws4 = require('/usr/share/nodejs/aws4/aws4.js')
const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }

function show(request) {
  const signer = new aws4.RequestSigner({ service: 's3', region: 'eu-west-1', hostname: 'b.s3.eu-west-1.amazonaws.com', headers: {}, ...request }, credentials)
  console.log(signer.canonicalString())
  const { path, headers } = signer.sign()
  console.log('## sent:', path, headers)
}

show({ method: 'PUT /other', path: '/cat.webm#t=10?X-Amz-Expires=soon', signQuery: true, headers: { 'x-amz-acl': 'private\r\nx-evil: 1', TE: 'trailers' } })
