# A default port stays in the URL and in the signed host. Browsers and curl send the host without it, and S3 answers SignatureDoesNotMatch.
use strict;
use warnings;
use DateTime;
use Net::Amazon::S3;
use Net::Amazon::S3::Vendor::Generic;

my $vendor = Net::Amazon::S3::Vendor::Generic->new(
    host                 => 's3.eu-west-1.amazonaws.com:443', use_virtual_host => 1, default_region => 'eu-west-1',
    authorization_method => 'Net::Amazon::S3::Signature::V4'
);
my $s3     = Net::Amazon::S3->new( aws_access_key_id => 'AKIAIOSFODNN7EXAMPLE', aws_secret_access_key => 'secret', vendor => $vendor );
my $bucket = Net::Amazon::S3::Client->new( s3 => $s3 )->bucket( name => 'bucket' );
print $bucket->object( key => 'cat.webm', expires => DateTime->now->add( hours => 1 ) )->query_string_authentication_uri, "\n";
