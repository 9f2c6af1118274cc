# Servers sign the Host header with its port, localhost:9000. These two get the same signature, because the port is missing.
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

signature( GET => $_ ) for 'http://localhost:9000/b/cat.webm', 'http://localhost:9001/b/cat.webm';
