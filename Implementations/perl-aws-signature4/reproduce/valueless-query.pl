# S3 signs ?lifecycle as ?lifecycle=, so the first two signatures should be equal. The first equals the third instead, which has no query.
use strict;
use warnings;
use AWS::Signature4;
use HTTP::Request;

my $signer = AWS::Signature4->new( -access_key => 'AKIAIOSFODNN7EXAMPLE', -secret_key => 'secret' );
for my $query ( '?lifecycle', '?lifecycle=', '' ) {
    my $request = HTTP::Request->new( GET => "https://b.s3.amazonaws.com/$query", [ 'X-Amz-Date' => '20260102T030405Z' ] );
    $signer->sign( $request, 'eu-west-1' );
    print $request->header('Authorization'), "\n";
}
