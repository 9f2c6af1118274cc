#!/usr/bin/env perl
# Puts Perl's AWS::Signature4 behind the suite.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/..";
use AWS::Signature4;
use Digest::SHA 'sha256_hex';
use HTTP::Request;
use PerlAdapter qw(added bytes check_algorithm serve unsupported url_of);

sub signer {
    my $credentials = shift->{credentials};
    unsupported("AWS::Signature4 takes a token only as a VM::EC2 object, and ignores the object's token") if defined $credentials->{sessionToken};
    return AWS::Signature4->new( -access_key => bytes( $credentials->{accessKeyId} ), -secret_key => bytes( $credentials->{secretAccessKey} ) );
}

# Reports a service that differs from the one that the module reads from the host.
sub check_scope {
    my ( $signer, $input, $request, $region ) = @_;
    my ( undef, undef, $service ) = split m{/}, $signer->_scope( $request, $region );
    unsupported("AWS::Signature4 reads the service from the host, and this host is for another service") if $service ne bytes( $input->{service} );
}

sub sign_headers {
    my ( $input, $clock ) = @_;
    check_algorithm($input);
    my $payload = $input->{payload} || {};
    my $request = HTTP::Request->new( bytes( $input->{method} ), url_of($input), [], bytes( $payload->{body} // '' ) );
    $request->push_header( bytes( $_->[0] ), bytes( $_->[1] ) ) for @{ $input->{headers} };
    my $hash = $payload->{unsigned} ? 'UNSIGNED-PAYLOAD' : undef;
    $request->header( 'X-Amz-Date' => $clock =~ tr/-://dr );
    # S3 requires the header, and AWS::Signature4 leaves it to its callers to add it.
    $request->header( 'x-amz-content-sha256' => $hash // sha256_hex( $request->content ) )
        if $input->{contentSha256Header} // bytes( $input->{service} ) eq 's3';
    my ( $signer, $region ) = ( signer($input), bytes( $input->{region} ) );
    check_scope( $signer, $input, $request, $region );
    $signer->sign( $request, $region, $hash );
    return added( $input, $request );
}

serve(
    {   implementation => { name => 'perl-aws-signature4', version => $AWS::Signature4::VERSION, language => 'perl',
            source => 'https://metacpan.org/dist/AWS-Signature4' },
        profiles => ['sign-headers'],
    },
    { 'sign.headers' => \&sign_headers }
);
