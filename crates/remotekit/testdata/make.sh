#!/bin/sh
# Makes the certificates of the tests: an authority, what it signed, and one that it did not.
set -e
cd "$(dirname "$0")"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cat > "$tmp/config" <<END
[ca]
default_ca = own
[own]
database = $tmp/index
serial = $tmp/serial
new_certs_dir = $tmp
default_md = sha256
policy = any
[any]
commonName = supplied
[authority]
basicConstraints = critical,CA:TRUE
[server]
subjectAltName = IP:127.0.0.1,DNS:cache.test
[other]
subjectAltName = DNS:other.test
[client]
extendedKeyUsage = clientAuth
END
: > "$tmp/index"
echo 01 > "$tmp/serial"
key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"; }
key "$tmp/authority.key"
key server.key
key client.key
# sign NAME EXTENSIONS KEY START END
sign() {
    openssl req -new -key "$3" -subj "/CN=$1" -out "$tmp/request"
    openssl ca -batch -notext -config "$tmp/config" -extensions "$2" -in "$tmp/request" \
        -startdate "$4" -enddate "$5" -out "$1.pem" \
        -keyfile "$tmp/authority.key" $6 2>/dev/null
}
sign authority authority "$tmp/authority.key" 20200101000000Z 21200101000000Z -selfsign
from_authority="-cert authority.pem"
sign server server server.key 20200101000000Z 21200101000000Z "$from_authority"
sign expired server server.key 20200101000000Z 20200102000000Z "$from_authority"
sign other other server.key 20200101000000Z 21200101000000Z "$from_authority"
sign client client client.key 20200101000000Z 21200101000000Z "$from_authority"
