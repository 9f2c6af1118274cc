#!/bin/sh
# Builds the program `sign` from sign.c and aws-c-auth in a folder:
#
#   build.sh BUILD_FOLDER [system-libcrypto]
#
# The sources are those of awscrt's source archive from PyPI, which is checked by its digest. They include AWS-LC, with which
# awscrt hashes on Linux. With `system-libcrypto` aws-c-auth hashes with the system's OpenSSL. That costs it a third or more of
# its speed, but compares only the code. The script needs a C compiler, cmake and pip (Debian: gcc cmake python3-pip, and
# libssl-dev for the system's OpenSSL), and takes a minute. The last line of its output is the program's path.
set -eu

version=0.12.0
digest=65fa09ce78902319392bbb62991ddd3b33cebc0e3bbc81ad2c176072ab40de52

usage() { echo "usage: build.sh BUILD_FOLDER [system-libcrypto]" >&2; exit 2; }
case "$#,${2-}" in
  1,) variant=aws-lc system_libcrypto=OFF ;;
  2,system-libcrypto) variant=system-libcrypto system_libcrypto=ON ;;
  *) usage ;;
esac
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"
build=$(pwd)

archive=awscrt-$version.tar.gz
if [ ! -f "$archive" ]; then
  # pip checks a digest in a requirements file before it runs the archive's setup.py for the metadata.
  echo "awscrt==$version --hash=sha256:$digest" >requirements.txt
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: --require-hashes --dest . \
    --requirement requirements.txt >&2
fi
echo "$digest  $archive" | sha256sum --check --strict --quiet >&2

if [ ! -d "awscrt-$version" ]; then
  mkdir -p unpacked
  tar -xzf "$archive" -C unpacked
  mv "unpacked/awscrt-$version" .
fi

cmake -S "$here" -B "$variant" -DCMAKE_BUILD_TYPE=Release -DSYSTEM_LIBCRYPTO=$system_libcrypto \
  -DAWSCRT_VERSION=$version -DAWSCRT_SOURCE="$build/awscrt-$version" >"$variant.log" 2>&1 &&
  cmake --build "$variant" --target sign --parallel 2 >>"$variant.log" 2>&1 || { tail -40 "$variant.log" >&2; exit 1; }
echo "$build/$variant/sign"
