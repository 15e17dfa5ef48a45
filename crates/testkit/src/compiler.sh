#!/bin/sh
# The compiler of a scratch GOROOT. Each run writes a line to the log of tools. A package of
# the standard library is compiled once: the result is kept under a digest of all that it
# depends on, and later runs with equal inputs copy it. Other work is for the real compiler.
case "$1" in
-V*) ;;
*) echo "compile $TOOLEXEC_IMPORTPATH" >>"${VAMOS_TEST_TOOL_LOG:-/dev/null}" ;;
esac
here=${0%/*}
goroot=${here%/pkg/tool/*}
real=$goroot/pkg/real/${here##*/}/compile
kept=$goroot-compiled

# Only with these flags is the output a function of the inputs below, and all that is written.
is_std= out= header= flag=
for arg do
  case "$flag" in
  -o) out=$arg ;;
  -asmhdr) header=$arg ;;
  esac
  if [ "$flag" ]; then flag=; continue; fi
  case "$arg" in
  -std) is_std=1 ;;
  -o | -asmhdr | -trimpath | -p | -installsuffix | -buildid | -goversion | -symabis | -D | \
  -importcfg) flag=$arg ;;
  -lang=* | -complete | -dwarf=false | -nolocalimports | -pack | -c=[0-9]* | -+ | -shared | \
  -dynlink | -race | -msan | -asan | -N | -l | /*.go) ;;
  *) exec "$real" "$@" ;;
  esac
done
if [ ! "$is_std" ] || [ ! "$out" ] || [ ! -d "$kept" ] || \
  [ "$GOCLOBBERDEADHASH$GOCOMPILEDEBUG$GOSSAFUNC" ]; then
  exec "$real" "$@"
fi
newline='
'

# Prints what the output depends on. The names of directories of one run are left out: the
# object directory is OBJ, and an imported archive is its import path and its digest.
inputs() {
  printf '%s\n' "$GOROOT" "$GOOS" "$GOARCH" "$GOEXPERIMENT" "$GO386" "$GOAMD64" "$GOARM" \
    "$GOARM64" "$GOMIPS" "$GOMIPS64" "$GOPPC64" "$GORISCV64" "$GOWASM" "$GOFIPS140" "$GODEBUG"
  obj=${out%/*} flag= files=
  for arg do
    case "$flag" in
    -symabis) files=$files$newline$arg ;;
    -importcfg)
      while IFS=' =' read -r verb path file || [ "$verb" ]; do
        [ "$verb" != packagefile ] || files=$files$newline$file file=
        printf '%s\n' "$verb $path $file"
      done <"$arg" ;;
    esac
    flag=$arg
    case "$arg" in
    /*.go) files=$files$newline$arg ;;
    esac
    case "$arg" in
    # The number of threads does not change the output.
    -c=*) ;;
    "$obj"/* | "$obj="*) printf '%s\n' "OBJ${arg#"$obj"}" ;;
    *";$obj="*) printf '%s\n' "${arg%%";$obj="*};OBJ=${arg#*";$obj="}" ;;
    *) printf '%s\n' "$arg" ;;
    esac
  done
  IFS=$newline
  sums=$(sha256sum $files 2>/dev/null) || sums="unreadable $$"
  for line in $sums; do
    printf '%s\n' "${line%%  *}"
  done
}
set -f
# Cases may have any PATH.
case_path=$PATH PATH=/usr/local/bin:/usr/bin:/bin
key=$({ inputs "$@" | sha256sum; } 2>/dev/null)
[ "$key" ] || exec "$real" "$@"
entry=$kept/${key%% *}
if [ -e "$entry.a" ] && { [ ! "$header" ] || cp "$entry.h" "$header"; }; then
  cp "$entry.a" "$out"
  exit
fi

PATH=$case_path "$real" "$@"
code=$?
if [ $code = 0 ]; then
  # Each appears whole, the archive last.
  [ ! "$header" ] || { cp "$header" "$entry.h.$$" && mv "$entry.h.$$" "$entry.h"; }
  cp "$out" "$entry.a.$$" && mv "$entry.a.$$" "$entry.a"
fi
exit $code
