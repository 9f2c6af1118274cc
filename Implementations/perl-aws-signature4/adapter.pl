#!/usr/bin/env perl
# Puts Perl's AWS::Signature4 behind the suite, over the adapter protocol (Docs/Protocol.md).
use strict;
use warnings;
use AWS::Signature4;
use HTTP::Request;
use JSON;
use MIME::Base64 'decode_base64';
use URI::Escape 'uri_escape';

$| = 1;
my $json = JSON->new->utf8->canonical;

my $ready = {
    type => 'ready', protocol => 1,
    implementation => { name => 'perl-aws-signature4', version => $AWS::Signature4::VERSION, language => 'perl',
        source => 'https://metacpan.org/dist/AWS-Signature4' },
    operations => ['sign.headers'], profiles => ['sign-headers'],
    clock => 'injected', random => 'own', variants => {}, unsupported => [],
};

sub unsupported { die { unsupported => shift } }

# Returns the bytes of a text. HTTP::Request and URI work on bytes.
sub bytes {
    my $value = shift;
    return decode_base64( $value->{base64} ) if ref $value;
    utf8::encode($value);
    return $value;
}

# Returns the request's URL. A key is percent-encoded; a wire target is used unchanged.
sub url_of {
    my $input = shift;
    my ( $scheme, $host ) = split m{://}, bytes( $input->{endpoint} ), 2;
    my $target = $input->{target};
    return "$scheme://$host" . bytes( $target->{wire} ) if exists $target->{wire};
    my ( $bucket, $key ) = map { bytes( $target->{$_} ) } qw(bucket key);
    my $path  = '/' . uri_escape( $key, '^A-Za-z0-9\-._~/' );
    my $query = join '&', map { uri_escape( bytes( $_->[0] ) ) . ( defined $_->[1] ? '=' . uri_escape( bytes( $_->[1] ) ) : '' ) }
        @{ $target->{query} || [] };
    if   ( ( $target->{addressing} || 'virtual' ) eq 'virtual' ) { $host = "$bucket.$host" }
    else                                                         { $path = "/$bucket" . ( length $key ? $path : '' ) }
    return "$scheme://$host$path" . ( length $query ? "?$query" : '' );
}

sub signer {
    my $input = shift;
    unsupported('AWS::Signature4 has no SigV4a') if ( $input->{algorithm} || 'AWS4-HMAC-SHA256' ) ne 'AWS4-HMAC-SHA256';
    my $credentials = $input->{credentials};
    unsupported("AWS::Signature4 takes a token only as a VM::EC2 object, and ignores the object's token")
        if defined $credentials->{sessionToken};
    return AWS::Signature4->new(
        -access_key => bytes( $credentials->{accessKeyId} ),
        -secret_key => bytes( $credentials->{secretAccessKey} )
    );
}

# Reports a service that differs from the one that the module reads from the host.
sub check_scope {
    my ( $signer, $input, $request, $region ) = @_;
    my ( undef, undef, $service ) = split m{/}, $signer->_scope( $request, $region );
    unsupported("AWS::Signature4 reads the service from the host, and this host is for another service") if $service ne bytes( $input->{service} );
}

sub sign_headers {
    my ( $input, $clock ) = @_;
    my $payload = $input->{payload} || {};
    my $url     = url_of($input);
    my $request = HTTP::Request->new( bytes( $input->{method} ), $url, [], bytes( $payload->{body} // '' ) );
    $request->push_header( bytes( $_->[0] ), bytes( $_->[1] ) ) for @{ $input->{headers} };
    my $hash = $payload->{unsigned} ? 'UNSIGNED-PAYLOAD' : undef;
    $request->header( 'X-Amz-Date' => $clock );
    # S3 requires the header, and AWS::Signature4 leaves it to its callers to add it.
    $request->header( 'x-amz-content-sha256' => $hash // Digest::SHA::sha256_hex( $request->content ) )
        if $input->{contentSha256Header} // bytes( $input->{service} ) eq 's3';
    my $signer = signer($input);
    check_scope( $signer, $input, $request, bytes( $input->{region} ) );
    $signer->sign( $request, bytes( $input->{region} ), $hash );
    my @headers;
    my %given = map { lc( bytes( $_->[0] ) ) . ':' . bytes( $_->[1] ) => 1 } @{ $input->{headers} };
    $request->headers->scan( sub { push @headers, [@_] if lc $_[0] ne 'host' && !$given{ lc( $_[0] ) . ":$_[1]" } } );
    return { headers => \@headers, exists $input->{target}{wire} ? () : ( url => '' . $request->uri ) };
}

my %operations = ( 'sign.headers' => \&sign_headers );

sub result {
    my $run = shift;
    ( my $clock = $run->{clock} ) =~ tr/-://d;
    my $output = eval {
        my $operation = $operations{ $run->{operation} } || unsupported('AWS::Signature4 has no such operation');
        $operation->( $run->{input}, $clock );
    };
    return { status => 'accepted', output => $output } if $output;
    return { status => 'unsupported', error => { code => 'Unsupported', message => $@->{unsupported} } } if ref $@;
    return { status => 'rejected', error => { code => 'croak', message => "$@" } };
}

while ( my $line = <STDIN> ) {
    my $message = $json->decode($line);
    my $reply
        = $message->{type} eq 'hello' ? $ready
        : $message->{type} eq 'bye'   ? { type => 'bye' }
        :                               { type => 'result', seq => $message->{seq}, %{ result($message) } };
    print $json->encode($reply), "\n";
    last if $message->{type} eq 'bye';
}
