# Servers verify the Host header with its port, localhost:9000. These two signatures are equal, because the port is not signed.
use strict;
use warnings;
use AWS::Signature4;
use HTTP::Request;

my $signer = AWS::Signature4->new( -access_key => 'AKIAIOSFODNN7EXAMPLE', -secret_key => 'secret' );
for my $host ( 'localhost:9000', 'localhost:9001' ) {
    my $request = HTTP::Request->new( GET => "http://$host/b/cat.webm", [ 'X-Amz-Date' => '20260102T030405Z' ] );
    $signer->sign( $request, 'eu-west-1' );
    print $request->header('Authorization'), "\n";
}
