# Ruby's URI rejects URLs that the AWS test suite has in its request lines.
require 'aws-sigv4'

def signed(service, url, headers = {}, **options)
  signer = Aws::Sigv4::Signer.new(service: service, region: 'eu-west-1', access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_access_key: 'secret',
                                  uri_escape_path: service != 's3')
  puts "## #{url}", signer.sign_request(http_method: 'GET', url: url, headers: headers, **options).canonical_request
rescue StandardError => e
  puts "#{e.class}: #{e.message}"
end

signed('service', 'https://example.amazonaws.com/example space/')
signed('service', "https://example.amazonaws.com/?\u1234=bar")
