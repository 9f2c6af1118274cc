use strict;
use warnings;
use Digest::SHA qw(hmac_sha256 sha256_hex);
use JSON::PP;

# JSON is read and written as UTF-8 bytes. In between, every text is bytes as well.
my $json = JSON::PP->new->utf8->canonical;
$| = 1;

sub bytes { my $text = shift // ""; utf8::encode($text); return $text }
sub encode { my ($text, $also) = (@_, ""); $text =~ s/([^A-Za-z0-9._~$also-])/sprintf("%%%02X", ord $1)/ge; return $text }
sub decode { my $text = shift; $text =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge; return $text }

# Returns the host, the path to sign, the path to send, and the query pairs, encoded.
sub place {
  my ($target, $host) = @_;
  if (defined $target->{wire}) {
    my ($sent, $query) = split /\?/, bytes($target->{wire}), 2;
    $sent = "/" if !length $sent;
    my @pairs = map { [map { encode(decode($_ // "")) } (split(/=/, $_, 2), "")[0, 1]] } grep { length } split /&/, $query // "";
    return ($host, encode(decode($sent), "/"), $sent, @pairs);
  }
  my $virtual = $target->{addressing} eq "virtual";
  my $path = encode(bytes($virtual ? "/$target->{key}" : "/$target->{bucket}/$target->{key}"), "/");
  return ($virtual ? bytes("$target->{bucket}.$host") : $host, $path, $path,
    map { [map { encode(bytes($_)) } @$_] } @{ $target->{query} });
}

sub sign {
  my ($clock, $given) = @_;
  my $keys = $given->{credentials};
  (my $stamp = $clock) =~ s/[-:]//g;
  my $scope = join "/", substr($stamp, 0, 8), bytes($given->{region}), bytes($given->{service}), "aws4_request";
  my ($scheme, $authority) = split m{://}, $given->{endpoint};
  $authority =~ s/:443$// if $scheme eq "https";
  $authority =~ s/:80$// if $scheme eq "http";
  my ($host, $path, $sent, @query) = place($given->{target}, $authority);
  my %headers = (host => $host);
  for (@{ $given->{headers} }) {
    my ($name, $value) = (lc bytes($_->[0]), join " ", split " ", bytes($_->[1]));
    $headers{$name} = exists $headers{$name} ? "$headers{$name},$value" : $value;
  }
  my $names = join ";", sort keys %headers;
  push @query, map { [map { encode(bytes($_)) } @$_] }
    ["X-Amz-Algorithm", "AWS4-HMAC-SHA256"], ["X-Amz-Credential", "$keys->{accessKeyId}/$scope"], ["X-Amz-Date", $stamp],
    ["X-Amz-Expires", $given->{expires}], ["X-Amz-SignedHeaders", $names],
    exists $keys->{sessionToken} ? ["X-Amz-Security-Token", $keys->{sessionToken}] : ();
  my $query = join "&", map { "$_->[0]=$_->[1]" } sort { $a->[0] cmp $b->[0] || $a->[1] cmp $b->[1] } @query;
  my $lines = join "", map { "$_:$headers{$_}\n" } sort keys %headers;
  my $canonical = join "\n", bytes($given->{method}), $path, $query, $lines, $names, "UNSIGNED-PAYLOAD";
  my $text = join "\n", "AWS4-HMAC-SHA256", $stamp, $scope, sha256_hex($canonical);
  my $key = "AWS4" . bytes($keys->{secretAccessKey});
  $key = hmac_sha256($_, $key) for split("/", $scope), $text;
  my $signature = unpack "H*", $key;
  my %result = (status => "accepted", output => { url => "$scheme://$host$sent?$query&X-Amz-Signature=$signature" },
    trace => { canonicalRequest => $canonical, stringToSign => $text, signature => $signature });
  utf8::decode($_) for $result{output}{url}, values %{ $result{trace} };
  return %result;
}

while (my $line = <STDIN>) {
  my $message = $json->decode($line);
  my $reply = { type => "bye" };
  if ($message->{type} eq "hello") {
    $reply = { type => "ready", protocol => 1, implementation => { name => "perl", version => "1", language => "perl" },
      operations => ["sign.url"], profiles => ["presign-url"] };
  } elsif ($message->{type} eq "run") {
    $reply = { type => "result", seq => $message->{seq}, sign($message->{clock}, $message->{input}) };
  }
  print $json->encode($reply), "\n";
}
