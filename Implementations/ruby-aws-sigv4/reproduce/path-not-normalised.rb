# aws-sigv4 does not normalise the path for services other than S3. AWS signs /b. normalize_path works with aws-crt only.
require 'aws-sigv4'

def signed(service, url, headers = {}, **options)
  signer = Aws::Sigv4::Signer.new(service: service, region: 'eu-west-1', access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_access_key: 'secret',
                                  uri_escape_path: service != 's3')
  puts "## #{url}", signer.sign_request(http_method: 'GET', url: url, headers: headers, **options).canonical_request
rescue StandardError => e
  puts "#{e.class}: #{e.message}"
end

signed('execute-api', 'https://api.example.com/a/..//./b')
