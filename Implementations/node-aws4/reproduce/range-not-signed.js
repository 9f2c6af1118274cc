// Range is not among X-Amz-SignedHeaders, so anyone with this URL for ten bytes can request the whole object.
const aws4 = require('/usr/share/nodejs/aws4/aws4.js')
const request = {
  service: 's3', region: 'eu-west-1', hostname: 'b.s3.eu-west-1.amazonaws.com', path: '/cat.webm', signQuery: true, headers: { Range: 'bytes=0-9' },
}
console.log(aws4.sign(request, { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }).path)
