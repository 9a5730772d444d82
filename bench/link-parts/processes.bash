# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the script that reads this file
# Processes and namespaces of the benchmark: all that is started here is ended here.
declare -A pids_of=()
started=() namespaces=()

# spawn OWNER COMMAND…: runs it in the background; its output goes to a file of the owner
spawn() {
  local owner=$1
  shift
  "$@" < /dev/null >> "$work/$owner.log" 2>&1 &
  pids_of[$owner]="${pids_of[$owner]:-} $!"
  started+=("$!")
}

tree() {
  local pid kids
  for pid in "$@"; do
    [ -d "/proc/$pid" ] || continue
    echo "$pid"
    kids=$(cat "/proc/$pid"/task/*/children 2> /dev/null || true)
    # shellcheck disable=SC2086 # a list of numbers
    tree $kids
  done
}

# stop OWNER: ends its processes and waits until they are gone
stop() {
  local all try
  # shellcheck disable=SC2086 # a list of numbers
  all=$(tree ${pids_of[$1]:-})
  pids_of[$1]=''
  [ -n "$all" ] || return 0
  # shellcheck disable=SC2086
  kill $all 2> /dev/null || true
  for try in $(seq 50); do
    # shellcheck disable=SC2086
    kill -0 $all 2> /dev/null || return 0
    sleep 0.1
  done
  # shellcheck disable=SC2086
  kill -9 $all 2> /dev/null || true
}

namespace() {
  ip netns add "$1"
  namespaces+=("$1")
  ip -n "$1" link set lo up
}

finish() {
  local owner each
  for owner in "${!pids_of[@]}"; do stop "$owner"; done
  if [ -f "$work/pg/postmaster.pid" ]; then
    runuser -u postgres -- "$pgbin/pg_ctl" -D "$work/pg" stop -m fast > /dev/null 2>&1 || true
  fi
  for each in "${namespaces[@]}"; do ip netns del "$each" 2> /dev/null || true; done
  rm -rf "$work"
}

# rss OWNER: KiB of all its processes that carry traffic
rss() {
  local pid sum=0 one
  # shellcheck disable=SC2086
  for pid in $(tree ${pids_of[$1]}); do
    case $(cat "/proc/$pid/comm" 2> /dev/null || true) in bash | sh) continue ;; esac
    one=$(awk '/^VmRSS/ { print $2 }' "/proc/$pid/status" 2> /dev/null || true)
    sum=$((sum + ${one:-0}))
  done
  echo $sum
}

# cpu OWNER: ms of processor time so far
cpu() {
  local pid sum=0 one
  # shellcheck disable=SC2086
  for pid in $(tree ${pids_of[$1]:-}); do
    one=$(sed 's/.*) //' "/proc/$pid/stat" 2> /dev/null | awk '{ print $12 + $13 }' || true)
    sum=$((sum + ${one:-0}))
  done
  echo $((sum * 1000 / $(getconf CLK_TCK)))
}

# wait_for SECONDS COMMAND…: until it works
wait_for() {
  local until=$((SECONDS + $1))
  shift
  until "$@" > /dev/null 2>&1; do
    [ $SECONDS -lt $until ] || return 1
    sleep 0.1
  done
}

# answers HOST PORT: a connection comes back with one byte
answers() { [ "$(timeout 2 "$load" idle "$1" "$2" 1 < /dev/null 2> /dev/null | cut -c1-7)" = "READY 1" ]; }
