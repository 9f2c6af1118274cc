# Signs two spellings of one S3 key. S3 signs both as /clip%281%29, AWS::Signature4 signs each one unchanged.
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

signature( GET => $_ ) for 'https://b.s3.amazonaws.com/clip(1)', 'https://b.s3.amazonaws.com/clip%281%29';
