# Slashes at the end of a key and repeated slashes are dropped, so the URLs lead to other objects: "videos", "a/b" and "a".
# https://github.com/rustyconover/net-amazon-s3/issues/96
use strict;
use warnings;
use DateTime;
use Net::Amazon::S3;
use Net::Amazon::S3::Vendor::Generic;

my $vendor = Net::Amazon::S3::Vendor::Generic->new(
    host                 => 's3.eu-west-1.amazonaws.com', use_virtual_host => 1, default_region => 'eu-west-1',
    authorization_method => 'Net::Amazon::S3::Signature::V4'
);
my $s3     = Net::Amazon::S3->new( aws_access_key_id => 'AKIAIOSFODNN7EXAMPLE', aws_secret_access_key => 'secret', vendor => $vendor );
my $bucket = Net::Amazon::S3::Client->new( s3 => $s3 )->bucket( name => 'bucket' );
for my $key ( 'videos/', 'a//b', '/a' ) {
    print $bucket->object( key => $key, expires => DateTime->now->add( hours => 1 ) )->query_string_authentication_uri, "\n";
}
