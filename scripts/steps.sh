# Sourced by the other scripts, in the project's folder.

# step NAME COMMAND...: one line when it went well, the whole output when it did not.
step() {
  local name=$1 log start=$SECONDS
  shift
  log=$(mktemp)
  printf '%s ... ' "$name" >&2
  if "$@" >"$log" 2>&1; then
    echo "done in $((SECONDS - start)) s" >&2
    rm -f "$log"
  else
    echo "failed" >&2
    cat "$log" >&2
    rm -f "$log"
    echo "$name failed: $*" >&2
    exit 1
  fi
}

# ccache then knows a file in every copy of the project, scripts/mutate.sh's among them.
export CCACHE_BASEDIR=$PWD
