# aws-sigv4 does not normalise the path for services other than S3, although SigV4 says so. AWS signs /b.
# Its option normalize_path works with aws-crt only.
require 'aws-sigv4'

signer = Aws::Sigv4::Signer.new(service: 'execute-api', region: 'eu-west-1', access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_access_key: 'secret')
puts signer.sign_request(http_method: 'GET', url: 'https://api.example.com/a/..//./b').canonical_request
