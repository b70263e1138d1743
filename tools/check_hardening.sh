#!/usr/bin/env bash
# Are the programs that ship hardened as cmake/Flags.cmake asks? One line a program and property.
#
# Usage: tools/check_hardening.sh PROGRAM…     exit 1 when a property is missing. For the g++ release build.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
failed=0

# Each takes the program; what they read is read whole, so that no reader closes a pipe early.
header() { readelf -hW "$1"; }
segments() { readelf -lW "$1"; }
dynamic() { readelf -dW "$1"; }
imports() { nm -D --undefined-only "$1"; }

has() { grep -Eq -- "$2" <<<"$1"; }

position_independent() { has "$(header "$1")" 'Type:.*DYN'; }
read_only_relocations() { has "$(segments "$1")" GNU_RELRO; }
bound_at_start() { has "$(dynamic "$1")" 'BIND_NOW|Flags:.*NOW'; }
stack_not_executable() { has "$(segments "$1")" 'GNU_STACK.*RW ' && ! has "$(segments "$1")" 'GNU_STACK.*E'; }
nothing_writable_and_executable() { ! has "$(segments "$1")" 'LOAD.*RWE'; }
stack_protected() { has "$(imports "$1")" __stack_chk_fail; }
fortified() { has "$(imports "$1")" '__(mem|str|read|recv|poll|v?sn?printf|fprintf|fgets|realpath|open|fd).*_chk'; }
no_foreign_search_path() {  # every entry starts at the program itself
  local paths
  paths=$(dynamic "$1" | sed -nE 's/.*(RPATH|RUNPATH).*\[(.*)\]/\2/p' | tr ':' '\n')
  [ -z "$paths" ] || ! grep -vq '^\$ORIGIN' <<<"$paths"
}
no_build_folder_inside() { ! has "$(strings -a "$1" | grep -F "$root/" || true)" .; }
stripped() { ! has "$(readelf -SW "$1")" '\.symtab|\.debug_info'; }

[ $# -gt 0 ] || { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
for program in "$@"; do
  [ -f "$program" ] || { echo "check_hardening: there is no $program" >&2; exit 2; }
  for property in position_independent read_only_relocations bound_at_start stack_not_executable \
    nothing_writable_and_executable stack_protected fortified no_foreign_search_path no_build_folder_inside stripped; do
    if "$property" "$program"; then continue; fi
    echo "$program: not ${property//_/ }" >&2
    failed=1
  done
done
[ "$failed" = 1 ] || echo "hardening: $# programs, every property there"
exit "$failed"
