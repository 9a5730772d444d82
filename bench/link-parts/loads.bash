# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the script that reads this file
# Figures of a link that works.

# round PEER: one round of all loads
round() {
  local peer=$1 port=${port_of[$1]} way streams turn before value words
  for way in up down; do
    for streams in 1 8; do
      before=$(cpu "$peer")
      value=$(timeout 30 "$load" tput 127.0.0.1 "$port" $way $streams "$seconds")
      record "$peer" "bulk $way, $streams streams" MiB/s "$value"
      if [ $streams = 1 ] && [ "$peer" != direct ]; then
        record "$peer" "processor, bulk $way" ms/GiB \
          "$(awk -v t=$(($(cpu "$peer") - before)) -v v="$value" -v s="$seconds" 'BEGIN { printf "%.0f", t / (v * (s + 0.3) / 1024) }')"
      fi
    done
  done
  # Others on the machine disturb a p99 more than a sum: more of them, each shorter.
  for turn in 1 2 3; do
    for streams in 1 1024; do
      read -r -a words <<< "$(timeout 20 "$load" ping 127.0.0.1 "$port" $streams "$(awk -v s="$seconds" 'BEGIN { print s / 3 }')")"
      record "$peer" "ping-pong of $streams B, p50" us "${words[0]}"
      record "$peer" "ping-pong of $streams B, p99" us "${words[1]}"
      record "$peer" "ping-pong of $streams B, longest" us "${words[2]}"
    done
  done
  read -r -a words <<< "$(timeout 20 "$load" cps 127.0.0.1 "$port" "$seconds" 8)"
  record "$peer" "new connections, 8 at once" 1/s "${words[0]}"
  record "$peer" "new connections, p99" us "${words[2]}"
  record "$peer" "new connections, errors" count "${words[3]}"
  before=$(cpu "$peer")
  value=$(PGSSLMODE=disable "$pgbin/pgbench" -S -n -c 8 -j 2 -T "$transactions" -h 127.0.0.1 -p "${pg_of[$peer]}" -U bench bench 2> /dev/null)
  words=("$(awk '/^tps/ { printf "%.0f", $3 }' <<< "$value")" "$(awk '/actually processed/ { sub("/.*", "", $NF); print $NF }' <<< "$value")")
  record "$peer" "pgbench -S -c 8" 1/s "${words[0]}"
  if [ "$peer" != direct ]; then
    record "$peer" "processor, pgbench" us/transaction \
      "$(awk -v t=$(($(cpu "$peer") - before)) -v n="${words[1]}" 'BEGIN { printf "%.1f", t * 1000 / n }')"
  fi
}

measure_perf() {
  local peer turn saved value
  for peer in direct ssh haproxy stunnel spillway; do up "$peer"; done
  # What a JVM does in its first seconds is a figure of its own; peers have no such time.
  saved=$results results=$work/cold
  round spillway
  results=$saved
  sed 's/^spillway;/spillway;first seconds: /' "$work/cold" | grep -v processor >> "$results"
  saved=$results results=$work/warm-up
  for turn in 1 2; do round spillway; done
  results=$saved
  for turn in $(seq "$rounds"); do
    for peer in direct ssh haproxy stunnel spillway; do round "$peer"; done
    say "round $turn of $rounds"
  done
  # The database's own TLS passes through: its certificate is checked by the client.
  value=$(PGSSLMODE=verify-ca PGSSLROOTCERT=$work/pki/ca.crt "$pgbin/pgbench" -S -n -c 8 -j 2 -T 2 -h 127.0.0.1 \
    -p "${pg_of[spillway]}" -U bench bench 2> /dev/null | awk '/^tps/ { printf "%.0f", $3 }')
  record spillway "pgbench -S -c 8 with PostgreSQL's own TLS" 1/s "${value:-0}"
  for peer in ssh haproxy stunnel spillway; do stop "$peer"; done
}

measure_idle() {
  local peer crowd ready began
  for crowd in $crowds; do
    for peer in ssh haproxy stunnel spillway; do
      # The peers' own limits lie below the large crowd.
      [ "$crowd" -le 1000 ] || [ "$peer" = spillway ] || continue
      up "$peer"
      sleep 1
      began=$(rss "$peer")
      coproc IDLE { exec "$load" idle 127.0.0.1 "${port_of[$peer]}" "$crowd"; }
      read -r -t 120 _ ready _ <&"${IDLE[0]}"
      sleep 1
      record "$peer" "$crowd idle connections, that answered" count "$ready"
      record "$peer" "$crowd idle connections, memory before" KiB "$began"
      record "$peer" "$crowd idle connections, memory of each" KiB \
        "$(awk -v a="$(rss "$peer")" -v b="$began" -v n="$crowd" 'BEGIN { printf "%.1f", (a - b) / n }')"
      kill "$IDLE_PID"
      wait "$IDLE_PID" 2> /dev/null || true
      stop "$peer"
    done
  done
}

# One stream over a line with delay: gateway and client on one side, agent and target on the other.
measure_delay() {
  local loss way turn secs=4
  [ -n "$quick" ] && secs=3
  namespace lk-public
  namespace lk-home
  spawn far ip netns exec lk-home "$load" server 0.0.0.0 "${home_load#*:}"
  for loss in 0 1000; do
    spawn "line$loss" "$work/delayline" lk-public 198.18.90.1 lk-home 198.18.90.2 25 $loss
    wait_for 5 ip -n lk-home link show delay0
    agent_file 198.18.90.1:7000 "127.0.0.1:${home_load#*:}" "127.0.0.1:${home_pg#*:}"
    gateway 198.18.90.1:7000 127.0.0.1:7001,127.0.0.1:7002 ip netns exec lk-public
    agent ip netns exec lk-home
    wait_for 60 in_public answers 127.0.0.1 7001 || { say "no link over the line"; tail -n 5 "$work/spillway.log" >&2; exit 1; }
    in_public "$load" tput 127.0.0.1 7001 down 1 2 > /dev/null
    for turn in $(seq "$([ -n "$quick" ] && echo 1 || echo "$rounds")"); do
      for way in up down; do
        record direct "50 ms and loss of $loss per million, $way" MiB/s \
          "$(in_public "$load" tput 198.18.90.2 "${home_load#*:}" $way 1 $secs)"
        record spillway "50 ms and loss of $loss per million, $way" MiB/s "$(in_public "$load" tput 127.0.0.1 7001 $way 1 $secs)"
      done
    done
    stop spillway
    stop "line$loss"
    wait_for 5 in_public no_line
  done
  stop far
}
in_public() {
  case $1 in
    answers | no_line) ip netns exec lk-public bash -c "load=$load; $(declare -f "$1"); \"\$@\"" - "$@" ;;
    *) ip netns exec lk-public timeout 60 "$@" ;;
  esac
}
no_line() { ! ip link show delay0; }
