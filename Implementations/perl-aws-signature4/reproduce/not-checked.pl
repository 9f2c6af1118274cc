# AWS::Signature4 accepts line breaks and any method and bucket name, and signs connection headers.
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

signature( "PUT /other", 'https://My_Bucket.s3.amazonaws.com/100%', 'Connection' => 'close' );
signature( GET => 'https://b.s3.amazonaws.com/', 'x-amz-meta-title' => $_ ) for "a\r\n b", 'a b';    # one value, folded and unfolded: two signatures
