# aws-sigv4 accepts line breaks and any method, expiry and bucket name, and signs connection headers.
require 'aws-sigv4'

def signed(service, url, headers = {}, **options)
  signer = Aws::Sigv4::Signer.new(service: service, region: 'eu-west-1', access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_access_key: 'secret',
                                  uri_escape_path: service != 's3')
  puts "## #{url}", signer.sign_request(http_method: 'GET', url: url, headers: headers, **options).canonical_request
rescue StandardError => e
  puts "#{e.class}: #{e.message}"
end

signed('s3', 'https://My_Bucket.s3.eu-west-1.amazonaws.com/cat.webm#t=10', { 'x-amz-acl' => "private\r\nx-evil: 1", 'connection' => 'close' })
signer = Aws::Sigv4::Signer.new(service: 's3', region: 'eu-west-1', access_key_id: "AKIA\nEXAMPLE", secret_access_key: 'secret')
puts signer.presign_url(http_method: 'PUT /other', url: 'https://b.s3.eu-west-1.amazonaws.com/cat.webm', expires_in: -1)
