// aws4 sends all values of a repeated query name to S3, but signs only the first.
const aws4 = require('/usr/share/nodejs/aws4/aws4.js')
const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }

function show(request) {
  const signer = new aws4.RequestSigner({ service: 's3', region: 'eu-west-1', hostname: 'b.s3.eu-west-1.amazonaws.com', headers: {}, ...request }, credentials)
  console.log(signer.canonicalString())
  const { path, headers } = signer.sign()
  console.log('## sent:', path, headers)
}

show({ path: '/cat.webm?tag=a&tag=b' })
