# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the script that reads this file
# One agent with three gateways: a plain connection, a WebSocket, and a WebSocket through HAProxy, which ends TLS in between;
# and a connector that dials the first of them.
declare -A carrier_port=([plain]=$((base + 70)) [websocket]=$((base + 71)) [front]=$((base + 72)) [connector]=$((base + 77)))

carrier_site() {
  cat << CONFIG
  $1:
    role: public
    instance: { capacity: 50/s, max: 1 }
    platform: { type: simulated }
    signals: [{ type: simulated }]
    gateway: { type: local, listen: "127.0.0.1:$2"$3 }
CONFIG
}

start_carriers() {
  local first=$((base + 73)) name
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/pki/front.key" -out "$work/pki/front.csr" \
    -subj /CN=front > /dev/null 2>&1
  echo 'subjectAltName=IP:127.0.0.1' > "$work/pki/front.ext"
  openssl x509 -req -in "$work/pki/front.csr" -CA "$work/pki/ca.crt" -CAkey "$work/pki/ca.key" -CAcreateserial -days 2 \
    -extfile "$work/pki/front.ext" -out "$work/pki/front.crt" > /dev/null 2>&1
  cat "$work/pki/front.crt" "$work/pki/front.key" > "$work/pki/front.pem"
  cat > "$work/front.cfg" << CONFIG
defaults
  mode http
  timeout connect 5s
  timeout client 1h
  timeout server 1h
  timeout tunnel 1h
listen web
  bind 127.0.0.1:$((first + 3)) ssl crt $work/pki/front.pem
  server gateway 127.0.0.1:$((first + 2))
CONFIG
  spawn carriers haproxy -db -f "$work/front.cfg"
  {
    printf '%s\n' 'app: bench' 'host: bench.test' 'release: { artifact: ../release }' 'sites:' \
      '  home: { role: private, capacity: 100/s, platform: { type: simulated }, signals: [{ type: simulated, demand: 1/s }] }'
    carrier_site plain $first ''
    carrier_site websocket $((first + 1)) ", web: \"ws://127.0.0.1:$((first + 1))/\""
    carrier_site front $((first + 2)) ", web: \"wss://127.0.0.1:$((first + 3))/\""
    printf '%s\n' 'services:' "  load: { at: \"$home_load\" }"
  } > "$work/world/apps/bench.yaml"
  for name in plain websocket front; do
    spawn carriers "${SPILLWAY:-$here/spillway}" gateway --keys "$work/world/keys" --listen "127.0.0.1:$first" --for "bench/$name" \
      --service "load=127.0.0.1:${carrier_port[$name]}"
    first=$((first + 1))
  done
  spawn carriers "${SPILLWAY:-$here/spillway}" connector --keys "$work/world/keys" --gateway "127.0.0.1:$((base + 73))" \
    --service "load=127.0.0.1:${carrier_port[connector]}" --for bench/plain
  spawn carriers "${SPILLWAY:-$here/spillway}" agent --config "$work/world/controller.yaml"
}

measure_carriers() {
  local turn name way value words
  start_carriers
  for name in plain websocket front connector; do
    wait_for 60 answers 127.0.0.1 "${carrier_port[$name]}" || { say "no link by $name"; tail -n 5 "$work/carriers.log" >&2; exit 1; }
  done
  for turn in $(seq $((rounds + 2))); do
    for name in plain websocket front connector; do
      for way in up down; do
        value=$(timeout 30 "$load" tput 127.0.0.1 "${carrier_port[$name]}" $way 1 "$seconds")
        read -r -a words <<< "$(timeout 20 "$load" ping 127.0.0.1 "${carrier_port[$name]}" 1024 "$seconds")"
        # The first two rounds warm the JVMs up.
        [ "$turn" -gt 2 ] || continue
        record "$(carrier_word $name)" "carriers: bulk $way, 1 stream" MiB/s "$value"
        record "$(carrier_word $name)" "carriers: ping-pong of 1024 B, p50" us "${words[0]}"
      done
    done
    say "round $turn of $((rounds + 2))"
  done
  stop carriers
}
carrier_word() { case $1 in plain) echo spillway ;; *) echo "$1" ;; esac }
