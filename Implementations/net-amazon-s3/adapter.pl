#!/usr/bin/env perl
# Puts Perl's Net::Amazon::S3 behind the suite: its client's presigned URLs, and its signed requests.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/..";

# Net::Amazon::S3 reads the machine's clock. This replaces it.
my $now = time;
BEGIN { *CORE::GLOBAL::time = sub { $now // CORE::time } }

use Net::Amazon::S3;
use Net::Amazon::S3::Vendor::Generic;
use PerlAdapter qw(added bytes check_algorithm serve text unsupported url_of);
use Time::Piece;

# Returns the connection, with the region given, as the documentation of Vendor describes it. Otherwise the module asks S3 for the bucket's region.
sub s3 {
    my ( $input, $clock ) = @_;
    $now = Time::Piece->strptime( $clock, '%Y-%m-%dT%H:%M:%SZ' )->epoch;
    check_algorithm($input);
    unsupported('Net::Amazon::S3 signs for S3 only') if $input->{service} ne 's3';
    my ( $target, $credentials ) = @$input{qw(target credentials)};
    unsupported('Net::Amazon::S3 takes a bucket and a key, and builds the URL itself') if exists $target->{wire};
    my ( $scheme, $host ) = split m{://}, text( $input->{endpoint} ), 2;
    return Net::Amazon::S3->new(
        aws_access_key_id     => text( $credentials->{accessKeyId} ),
        aws_secret_access_key => bytes( $credentials->{secretAccessKey} ),
        ( aws_session_token => text( $credentials->{sessionToken} ) ) x defined $credentials->{sessionToken},
        vendor => Net::Amazon::S3::Vendor::Generic->new(
            host => $host, use_https => $scheme eq 'https', use_virtual_host => ( $target->{addressing} // 'virtual' ) eq 'virtual',
            authorization_method => 'Net::Amazon::S3::Signature::V4', default_region => text( $input->{region} )
        )
    );
}

sub sign_url {
    my ( $input, $clock ) = @_;
    my $client = Net::Amazon::S3::Client->new( s3 => s3( $input, $clock ) );
    my ( $target, $expires ) = ( $input->{target}, text( $input->{expires} ) );
    unsupported('Net::Amazon::S3 presigns URLs without headers') if @{ $input->{headers} || [] };
    unsupported('the expiry is a DateTime here') if $expires !~ /^-?\d+$/a;
    my %query;
    push @{ $query{ text( $_->[0] ) } }, defined $_->[1] ? text( $_->[1] ) : undef for @{ $target->{query} || [] };
    my $object = $client->bucket( name => text( $target->{bucket} ) )
        ->object( key => text( $target->{key} ), expires => DateTime->from_epoch( epoch => $now + $expires ) );
    return { url => '' . $object->query_string_authentication_uri_for_method( text( $input->{method} ), \%query ) };
}

# Returns the path as HTTPRequest takes it: the bucket and the encoded key, with the query.
sub path_of {
    my $target = shift;
    my $path   = url_of( { endpoint => 'path://', target => { %$target, addressing => 'path' } } );
    return $path =~ s{^path:///}{}r =~ s{^([^/?]*)(?=\?|$)}{$1/}r;
}

sub sign_headers {
    my ( $input, $clock ) = @_;
    my ( $s3, $target, $payload, %headers ) = ( s3( $input, $clock ), $input->{target}, $input->{payload} || {} );
    for ( @{ $input->{headers} || [] } ) {
        unsupported('Net::Amazon::S3 takes headers as a hash, where a name cannot be repeated') if exists $headers{ lc text( $_->[0] ) };
        $headers{ lc text( $_->[0] ) } = bytes( $_->[1] );
    }
    unsupported('HTTPRequest makes a new request: it signs none again') if exists $headers{authorization} || exists $headers{'x-amz-date'};
    unsupported('Net::Amazon::S3 always sends x-amz-content-sha256') if !( $input->{contentSha256Header} // 1 );
    $headers{'x-amz-content-sha256'} = 'UNSIGNED-PAYLOAD' if $payload->{unsigned};
    my $body = bytes( $payload->{body} // '' );
    $headers{'content-length'} //= length $body if length $body;
    my $request = Net::Amazon::S3::HTTPRequest->new(
        s3     => $s3, method => text( $input->{method} ), headers => \%headers, content => $body,
        bucket => $s3->bucket( text( $target->{bucket} ) ), path => path_of($target)
    )->http_request;
    return added( $input, $request );
}

serve(
    {   implementation => { name => 'net-amazon-s3', version => $Net::Amazon::S3::VERSION, language => 'perl',
            source => 'https://metacpan.org/dist/Net-Amazon-S3' },
        profiles => [ 'presign-core', 'sign-headers' ],
    },
    { 'sign.url' => \&sign_url, 'sign.headers' => \&sign_headers }
);
