# S3 signs ?lifecycle as ?lifecycle=, so the first two requests are the same. AWS::Signature4 signs the first like the third, which has no query.
use strict;
use warnings;
use AWS::Signature4;
use HTTP::Request;

sub signature {
    my ( $method, $url, @headers ) = @_;
    my $request = HTTP::Request->new( $method, $url, [ 'X-Amz-Date' => '20260102T030405Z', @headers ] );
    AWS::Signature4->new( -access_key => 'AKIAIOSFODNN7EXAMPLE', -secret_key => 'secret' )->sign( $request, 'eu-west-1' );
    print "## $url\n", $request->header('Authorization'), "\n";
}

signature( GET => "https://b.s3.amazonaws.com/$_" ) for '?lifecycle', '?lifecycle=', '';
