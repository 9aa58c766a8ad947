# Sourced by the other scripts. step NAME COMMAND...: one line when it went well, the whole output when it did not.
step() {
  local name=$1 log start=$SECONDS
  shift
  log=$(mktemp)
  if "$@" >"$log" 2>&1; then
    echo "$name: done in $((SECONDS - start)) s" >&2
    rm -f "$log"
  else
    cat "$log" >&2
    rm -f "$log"
    echo "$name: FAILED: $*" >&2
    exit 1
  fi
}
