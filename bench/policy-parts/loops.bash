#!/bin/bash
# loops.bash SPILLWAY SECONDS COUNT...: the loops of COUNT apps on simulated sites, a tick a second each, demand that swings over
# home's capacity every ten minutes: processor time, 99th percentile of how late ticks begin, and resident memory.
# Prints "COUNT cpu-percent p99-delay-ms ticks-a-second rss-MiB" for each. A processor's worth is 100 %.
set -euo pipefail
spillway=$1 seconds=$2
shift 2
for program in curl awk; do
  command -v $program > /dev/null || { echo "bench: $program is missing" >&2; exit 1; }
done
work=$(mktemp -d)
pid=''
finish() {
  if [ -n "$pid" ]; then kill "$pid" 2> /dev/null || true; wait "$pid" 2> /dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

world() {
  mkdir -p "$1/apps"
  cat > "$1/controller.yaml" << YAML
name: bench
zones: [{ name: bench.test, name-servers: [{ name: ns1.bench.test, addresses: [127.0.0.1] }] }]
dns: { listen: ["127.0.0.1:20053"] }
api: { listen: "127.0.0.1:20080" }
YAML
  : > "$1/release.txt"
  local i
  for ((i = 1; i <= $2; i++)); do
    cat > "$1/apps/app$i.yaml" << YAML
app: app$i
host: app$i.bench.test
release: { artifact: ../release.txt }
sites:
  home: { role: private, capacity: 100/s, instances: 2, platform: { type: simulated }, signals: [{ type: simulated, demand: 80/s, amplitude: 60/s }] }
  cloud: { role: public, instance: { capacity: 50/s, max: 4 }, platform: { type: simulated }, signals: [{ type: simulated }] }
YAML
  done
}

metrics() {
  curl -sf -m 20 -H "Authorization: Bearer $(cat "$folder/state/token")" http://127.0.0.1:20080/metrics
}

ticks() { awk '{ print $14 + $15 }' "/proc/$pid/stat"; }

# The delays' histogram between two scrapes: linear within a bucket, as PromQL's histogram_quantile does it.
p99() {
  awk -v seconds="$seconds" '
    /^spillway_tick_delay_seconds_bucket/ {
      match($0, /le="[^"]*"/); bound = substr($0, RSTART + 4, RLENGTH - 5)
      if (NR == FNR) before[bound] = $2; else { order[++n] = bound; count[bound] = $2 - before[bound] }
    }
    END {
      if (n == 0 || count[order[n]] <= 0) { print "bench: no tick was counted" > "/dev/stderr"; exit 1 }
      wanted = 0.99 * count[order[n]]; low = 0; under = 0
      for (i = 1; i <= n; i++) {
        if (order[i] == "+Inf") { at = low; break }
        if (count[order[i]] >= wanted) { at = low + (order[i] - low) * (wanted - under) / (count[order[i]] - under); break }
        low = order[i]; under = count[order[i]]
      }
      printf "%.1f %.0f", 1000 * at, count[order[n]] / seconds
    }' "$1" "$2"
}

for count in "$@"; do
  folder="$work/$count"
  world "$folder" "$count"
  (cd "$folder" && exec "$spillway" run > out 2> err) &
  pid=$!
  waited=0
  until curl -sf -m 1 http://127.0.0.1:20080/healthz > /dev/null; do
    waited=$((waited + 1))
    kill -0 "$pid" 2> /dev/null && [ "$waited" -lt 300 ] || { echo "bench: $count apps did not start" >&2; tail -n 5 "$folder/err" >&2; exit 1; }
    sleep 1
  done
  sleep "$seconds"
  metrics > "$work/before"
  used=$(ticks)
  sleep "$seconds"
  metrics > "$work/after"
  cpu=$((($(ticks) - used) * 100 / (seconds * $(getconf CLK_TCK))))
  rss=$(awk '/^VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$pid/status")
  late=$(p99 "$work/before" "$work/after")
  kill "$pid"
  wait "$pid" 2> /dev/null || true
  pid=''
  echo "$count $cpu $late $rss"
done
