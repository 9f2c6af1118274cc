# Runs of spaces inside a header's value are signed as they are. S3 signs a single space, so the first request gets SignatureDoesNotMatch.
# The two signatures should be equal.
use strict;
use warnings;
use Net::Amazon::S3;
use Net::Amazon::S3::Vendor::Generic;

my $vendor = Net::Amazon::S3::Vendor::Generic->new(
    host                 => 's3.eu-west-1.amazonaws.com', use_virtual_host => 1, default_region => 'eu-west-1',
    authorization_method => 'Net::Amazon::S3::Signature::V4'
);
my $s3 = Net::Amazon::S3->new( aws_access_key_id => 'AKIAIOSFODNN7EXAMPLE', aws_secret_access_key => 'secret', vendor => $vendor );
for my $title ( 'My  cat', 'My cat' ) {
    my $request = Net::Amazon::S3::HTTPRequest->new(
        s3     => $s3, method => 'PUT', bucket => $s3->bucket('bucket'), path => 'bucket/cat.webm',
        headers => { 'x-amz-meta-title' => $title, 'x-amz-date' => '20260102T030405Z' }
    );
    print $request->http_request->header('Authorization'), "\n";
}
