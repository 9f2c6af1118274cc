# S3 encodes ( ) and * in the path of a URL. The signer does not.
require 'aws-sigv4'

def signed(service, url, headers = {}, **options)
  signer = Aws::Sigv4::Signer.new(service: service, region: 'eu-west-1', access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_access_key: 'secret',
                                  uri_escape_path: service != 's3')
  puts "## #{url}", signer.sign_request(http_method: 'GET', url: url, headers: headers, **options).canonical_request
rescue StandardError => e
  puts "#{e.class}: #{e.message}"
end

signed('s3', 'https://b.s3.eu-west-1.amazonaws.com/clip(1)*.webm')
