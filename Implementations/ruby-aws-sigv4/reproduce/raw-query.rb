# aws-sigv4 sorts the query, but neither decodes nor encodes it. S3 signs MDAwMQ%3D%3D. aws-sdk-ruby #2035.
require 'aws-sigv4'

def signed(service, url, headers = {}, **options)
  signer = Aws::Sigv4::Signer.new(service: service, region: 'eu-west-1', access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_access_key: 'secret',
                                  uri_escape_path: service != 's3')
  puts "## #{url}", signer.sign_request(http_method: 'GET', url: url, headers: headers, **options).canonical_request
rescue StandardError => e
  puts "#{e.class}: #{e.message}"
end

signed('s3', 'https://b.s3.eu-west-1.amazonaws.com/?list-type=2&continuation-token=MDAwMQ==')
