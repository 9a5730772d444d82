# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the script that reads this file
# What is compared. start_X brings up a tunnel from port_of[X] to the load server and pg_of[X] to PostgreSQL; the home side
# dials `dial`, which is the public side's own port or a relay in front of it.
base=${PORT_BASE:-21000}
home_load=127.0.0.1:$((base + 1)) home_pg=127.0.0.1:$((base + 2))
declare -A port_of=() pg_of=() tunnel_of=()
i=0
for peer in direct ssh haproxy stunnel spillway; do
  i=$((i + 1))
  port_of[$peer]=$((base + 10 * i)) pg_of[$peer]=$((base + 10 * i + 1)) tunnel_of[$peer]=$((base + 10 * i + 2))
done
port_of[direct]=${home_load#*:} pg_of[direct]=${home_pg#*:}

need() { command -v "$1" > /dev/null || { say "$1 is missing; on Debian: apt-get install $2"; exit 1; }; }

prepare() {
  ulimit -n "$(ulimit -Hn)"
  need gcc gcc
  need haproxy haproxy
  need stunnel4 stunnel4
  need /usr/sbin/sshd openssh-server
  need pgbench postgresql
  need conntrack conntrack
  need tcpdump tcpdump
  local bins=(/usr/lib/postgresql/*/bin)
  pgbin=${bins[-1]} load=$work/linkload
  gcc -O2 -o "$load" "$parts/linkload.c"
  gcc -O2 -o "$work/delayline" "$parts/delayline.c"
  keys > /dev/null 2>&1
  world > "$work/init.log"
  spawn targets "$load" server "${home_load%:*}" "${home_load#*:}"
  if wants perf; then database; fi
}

keys() {
  mkdir "$work/pki"
  cd "$work/pki" || exit 1
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.crt -days 2 -subj /CN=bench
  local name
  for name in server client; do
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $name.key -out $name.csr -subj /CN=$name
    openssl x509 -req -in $name.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out $name.crt
    cat $name.crt $name.key > $name.pem
  done
  ssh-keygen -q -t ed25519 -N '' -f host
  ssh-keygen -q -t ed25519 -N '' -f id
  cp id.pub authorized_keys
  chmod 600 ./*
  cd "$here" || exit 1
}

database() {
  install -d -o postgres -m 700 "$work/pg"
  runuser -u postgres -- "$pgbin/initdb" -D "$work/pg" -A trust -U bench > "$work/pg.log"
  printf "max_connections = 100\nshared_buffers = 256MB\nfsync = off\nunix_socket_directories = ''\nssl = on\n" >> "$work/pg/postgresql.conf"
  install -o postgres -m 600 "$work/pki/server.key" "$work/pg/server.key"
  install -o postgres -m 600 "$work/pki/server.crt" "$work/pg/server.crt"
  runuser -u postgres -- "$pgbin/pg_ctl" -D "$work/pg" -o "-p ${home_pg#*:} -h 127.0.0.1" -w start > /dev/null
  "$pgbin/createdb" -h 127.0.0.1 -p "${home_pg#*:}" -U bench bench
  "$pgbin/pgbench" -i -s 10 -q -h 127.0.0.1 -p "${home_pg#*:}" -U bench bench > /dev/null 2>&1
}

# up PEER [PORT]: starts it, the home side dialling PORT instead of the public side's own
up() {
  dial=${2:-${tunnel_of[$1]:-}}
  "start_$1" || return 1
  wait_for 60 answers 127.0.0.1 "${port_of[$1]}" || { say "$1 did not come up"; tail -n 5 "$work/$1.log" >&2; exit 1; }
}

start_direct() { :; }

start_ssh() {
  local tunnel=${tunnel_of[ssh]}
  printf '%s\n' "Port $tunnel" 'ListenAddress 127.0.0.1' "HostKey $work/pki/host" "AuthorizedKeysFile $work/pki/authorized_keys" \
    'PermitRootLogin prohibit-password' 'PasswordAuthentication no' 'UsePAM no' 'StrictModes no' 'PidFile none' 'LogLevel ERROR' \
    'ClientAliveInterval 15' 'ClientAliveCountMax 3' > "$work/sshd.conf"
  mkdir -p /run/sshd
  spawn ssh /usr/sbin/sshd -D -f "$work/sshd.conf"
  sleep 0.3
  # shellcheck disable=SC2016 # its own loop
  spawn ssh bash -c 'while :; do ssh "$@"; sleep 0.1; done' ssh -N -p "$dial" -i "$work/pki/id" -F none -o LogLevel=ERROR \
    -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ExitOnForwardFailure=yes -o ServerAliveInterval=15 \
    -R "127.0.0.1:${port_of[ssh]}:$home_load" -R "127.0.0.1:${pg_of[ssh]}:$home_pg" root@127.0.0.1
}

start_haproxy() {
  local tunnel=${tunnel_of[haproxy]} c=$work/pki common
  common='global
  maxconn 4000
  ssl-default-bind-options ssl-min-ver TLSv1.3
  ssl-default-server-options ssl-min-ver TLSv1.3
defaults
  mode tcp
  timeout connect 5s
  timeout client 1h
  timeout server 1h'
  cat > "$work/haproxy-home.cfg" << CONFIG
$common
listen load
  bind 127.0.0.1:$tunnel ssl crt $c/server.pem ca-file $c/ca.crt verify required
  server s $home_load
listen pg
  bind 127.0.0.1:$((tunnel + 1)) ssl crt $c/server.pem ca-file $c/ca.crt verify required
  server s $home_pg
CONFIG
  cat > "$work/haproxy-public.cfg" << CONFIG
$common
listen load
  bind 127.0.0.1:${port_of[haproxy]}
  server s 127.0.0.1:$dial ssl crt $c/client.pem ca-file $c/ca.crt verify required
listen pg
  bind 127.0.0.1:${pg_of[haproxy]}
  server s 127.0.0.1:$((tunnel + 1)) ssl crt $c/client.pem ca-file $c/ca.crt verify required
CONFIG
  spawn haproxy haproxy -db -f "$work/haproxy-home.cfg"
  spawn haproxy haproxy -db -f "$work/haproxy-public.cfg"
}

start_stunnel() {
  local tunnel=${tunnel_of[stunnel]} c=$work/pki side
  for side in home public; do
    printf '%s\n' 'foreground = yes' 'pid =' 'debug = 3' 'socket = l:TCP_NODELAY=1' 'socket = r:TCP_NODELAY=1' 'sslVersion = TLSv1.3' \
      "CAfile = $c/ca.crt" 'verifyChain = yes' "output = $work/stunnel-$side.log" > "$work/stunnel-$side.conf"
  done
  printf '%s\n' '[load]' "cert = $c/server.pem" "accept = 127.0.0.1:$tunnel" "connect = $home_load" \
    '[pg]' "cert = $c/server.pem" "accept = 127.0.0.1:$((tunnel + 1))" "connect = $home_pg" >> "$work/stunnel-home.conf"
  printf '%s\n' 'client = yes' '[load]' "cert = $c/client.pem" "accept = 127.0.0.1:${port_of[stunnel]}" "connect = 127.0.0.1:$dial" \
    '[pg]' "cert = $c/client.pem" "accept = 127.0.0.1:${pg_of[stunnel]}" "connect = 127.0.0.1:$((tunnel + 1))" \
    >> "$work/stunnel-public.conf"
  spawn stunnel stunnel4 "$work/stunnel-home.conf"
  spawn stunnel stunnel4 "$work/stunnel-public.conf"
}

# The folder of the link: keys, and a configuration whose agent dials what `dial` says.
world() {
  mkdir -p "$work/world/apps"
  cd "$work/world" || exit 1
  touch release
  cat > controller.yaml << CONFIG
name: bench
zones: [{ name: bench.test, name-servers: [{ name: ns1.bench.test, addresses: [127.0.0.1] }] }]
dns: { listen: off }
link: { keys: ./keys, agent: "127.0.0.1:$((base + 3))", web-authorities: $work/pki/ca.crt }
CONFIG
  "${SPILLWAY:-$here/spillway}" init .
  cd "$here" || exit 1
}

# agent_file GATEWAY LOAD PG
agent_file() {
  cat > "$work/world/apps/bench.yaml" << CONFIG
app: bench
host: bench.test
release: { artifact: ../release }
sites:
  home: { role: private, capacity: 100/s, platform: { type: simulated }, signals: [{ type: simulated, demand: 1/s }] }
  cloud:
    role: public
    instance: { capacity: 50/s, max: 1 }
    platform: { type: simulated }
    signals: [{ type: simulated }]
    gateway: { type: local, listen: "$1" }
services:
  load: { at: "$2" }
  pg: { at: "$3" }
CONFIG
}

# gateway AND agent: further arguments are a command to run each in, such as `ip netns exec NAME`
gateway() {
  local listen=$1 ports=$2
  shift 2
  spawn spillway "$@" "${SPILLWAY:-$here/spillway}" gateway --keys "$work/world/keys" --listen "$listen" --for bench/cloud \
    --service "load=${ports%,*}" --service "pg=${ports#*,}"
}
# shellcheck disable=SC2120 # without arguments on loopback
agent() { spawn spillway "$@" "${SPILLWAY:-$here/spillway}" agent --config "$work/world/controller.yaml"; }

# serve LOAD PG: a link to what somebody else runs there
serve() {
  home_load=$1 home_pg=$2 dial=${tunnel_of[spillway]}
  keys > /dev/null 2>&1
  world > "$work/init.log"
  start_spillway
  wait_for 60 grep -q 'no session -> session' "$work/spillway.log" || { say 'no link'; tail -n 5 "$work/spillway.log" >&2; exit 1; }
  # shellcheck disable=SC2046,SC2086 # lists of numbers
  echo "127.0.0.1:${port_of[spillway]} leads to $home_load, 127.0.0.1:${pg_of[spillway]} to $home_pg; processes" $(tree ${pids_of[spillway]})
  wait
  exit 1
}

start_spillway() {
  agent_file "127.0.0.1:$dial" "$home_load" "$home_pg"
  gateway "127.0.0.1:${tunnel_of[spillway]}" "127.0.0.1:${port_of[spillway]},127.0.0.1:${pg_of[spillway]}"
  agent # here
}
