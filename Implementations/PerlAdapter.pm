# Serves the adapter protocol (Docs/Protocol.md) and reads the inputs of its operations. The adapters in Perl share it.
package PerlAdapter;
use strict;
use warnings;
use Exporter 'import';
use HTTP::Headers;
use JSON;
use MIME::Base64 'decode_base64';
use URI::Escape 'uri_escape';

our @EXPORT_OK = qw(added bytes check_algorithm serve text unsupported url_of);

# By default HTTP::Headers writes an underscore in a name as a hyphen.
$HTTP::Headers::TRANSLATE_UNDERSCORE = 0;

my $json = JSON->new->utf8->canonical;

# Ends the operation: the implementation cannot express the input.
sub unsupported { die { unsupported => shift } }

# Returns the bytes of a text. HTTP::Request and URI work on bytes.
sub bytes {
    my $value = shift;
    return decode_base64( $value->{base64} ) if ref $value;
    utf8::encode($value);
    return $value;
}

# Returns the characters of a text.
sub text {
    my $value = bytes(shift);
    utf8::decode($value) or unsupported('the library takes characters, and these bytes are not UTF-8');
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

sub check_algorithm {
    my $input = shift;
    unsupported('the library has no SigV4a') if ( $input->{algorithm} || 'AWS4-HMAC-SHA256' ) ne 'AWS4-HMAC-SHA256';
    unsupported('the library always signs the session token') if ( $input->{sessionToken} || 'signed' ) ne 'signed';
}

# Returns the output of sign.headers: the headers of a signed HTTP::Request that the input did not have, and where it is sent.
sub added {
    my ( $input, $request ) = @_;
    my ( @headers, %given );
    $given{ lc( bytes( $_->[0] ) ) . ':' . bytes( $_->[1] ) } = 1 for @{ $input->{headers} };
    $request->headers->scan( sub { push @headers, [ map { "$_" } @_ ] if lc $_[0] ne 'host' && !$given{ lc( $_[0] ) . ":$_[1]" } } );
    return { headers => \@headers, exists $input->{target}{wire} ? () : ( url => '' . $request->uri ) };
}

sub result {
    my ( $operations, $run ) = @_;
    my $output = eval {
        my $operation = $operations->{ $run->{operation} } || unsupported('the library has no such operation');
        $operation->( $run->{input}, $run->{clock} );
    };
    return { status => 'accepted', output => $output } if $output;
    return { status => 'unsupported', error => { code => 'Unsupported', message => $@->{unsupported} } } if ref $@ eq 'HASH';
    return { status => 'rejected', error => { code => ref $@ || 'croak', message => "$@" } };
}

# Replies to hello with ready, and to each run with the result of its operation, until bye.
sub serve {
    my ( $ready, $operations ) = @_;
    $ready = { type => 'ready', protocol => 1, operations => [ sort keys %$operations ], random => 'own', %$ready };
    $| = 1;
    while ( my $line = <STDIN> ) {
        my $message = $json->decode($line);
        my $reply
            = $message->{type} eq 'hello' ? $ready
            : $message->{type} eq 'bye'   ? { type => 'bye' }
            :                               { type => 'result', seq => $message->{seq}, %{ result( $operations, $message ) } };
        print $json->encode($reply), "\n";
        last if $message->{type} eq 'bye';
    }
}

1;
