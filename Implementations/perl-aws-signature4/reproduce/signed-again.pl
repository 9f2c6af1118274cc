# A request that has an Authorization header is not signed again, and nothing says so. After the date or a header has changed, the signature is wrong.
use strict;
use warnings;
use AWS::Signature4;
use HTTP::Request;

my $signer  = AWS::Signature4->new( -access_key => 'AKIAIOSFODNN7EXAMPLE', -secret_key => 'secret' );
my $request = HTTP::Request->new( GET => 'https://b.s3.eu-west-1.amazonaws.com/cat.webm' );
for my $date ( '20260102T030405Z', '20260102T033405Z' ) {
    $request->header( 'X-Amz-Date' => $date );
    $signer->sign( $request, 'eu-west-1' );
    print "$date ", $request->header('Authorization'), "\n";
}
