// aws4 does not sign Range, not even in a presigned URL, so anyone with the URL can request any range.
const aws4 = require('/usr/share/nodejs/aws4/aws4.js')
const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }

function show(request) {
  const signer = new aws4.RequestSigner({ service: 's3', region: 'eu-west-1', hostname: 'b.s3.eu-west-1.amazonaws.com', headers: {}, ...request }, credentials)
  console.log(signer.canonicalString())
  const { path, headers } = signer.sign()
  console.log('## sent:', path, headers)
}

show({ path: '/cat.webm', signQuery: true, headers: { Range: 'bytes=0-9' } })
