# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the script that reads this file
# Figures of a link that is broken.

relay_port=$((base + 4))

# recover PEER KIND SIGNAL LIMIT: knocks while the tunnel is cut (USR1) or frozen (USR2)
recover() {
  local peer=$1 kind=$2 signal=$3 limit=$4 words
  spawn relay "$load" relay 127.0.0.1 $relay_port 127.0.0.1 "${tunnel_of[$peer]}"
  local relay=${pids_of[relay]## }
  up "$peer" $relay_port
  local turn
  for turn in $(seq "$([ "$signal" = USR1 ] && echo "$rounds" || echo "${freezes:-1}")"); do
    sleep 1.2
    read -r -a words <<< "$(timeout $((limit + 30)) "$load" recover 127.0.0.1 "${port_of[$peer]}" "$limit" "kill -$signal $relay")"
    record "$peer" "after a $kind, answers again" ms "${words[0]}"
    record "$peer" "after a $kind, an open connection has ended" ms "${words[2]}"
    wait_for 60 answers 127.0.0.1 "${port_of[$peer]}" || true
  done
  stop "$peer"
  stop relay
}

measure_recover() {
  local peer
  for peer in ssh haproxy stunnel spillway; do recover "$peer" reset USR1 20; done
  if [ -n "$quick" ]; then
    freezes=1 recover spillway freeze USR2 20
    return
  fi
  freezes=3 recover spillway freeze USR2 20
  # ssh is given up after this time; HAProxy and stunnel have no connection that could freeze for the next client.
  freezes=1 recover ssh freeze USR2 40
}

# heap_of PID: KiB in use after a collection, all generations
heap_of() {
  "$jcmd" "$1" GC.run > /dev/null
  "$jcmd" "$1" GC.heap_info | awk '/ total / { for (i = 1; i < NF; i++) if ($i == "used") { sub("K.*", "", $(i + 1)); sum += $(i + 1); break } } END { print sum }'
}

# state WHEN: what both ends of the link hold; names and numbers stay in files END-WHAT-WHEN
state() {
  local pid end=0 name heap
  # shellcheck disable=SC2086 # a list of numbers
  for pid in $(tree ${pids_of[spillway]}); do
    end=$((end + 1))
    name=$([ $end = 1 ] && echo gateway || echo agent)
    # First, since the first question makes the JVM begin a thread ("Attach Listener") and a socket for questions, which stay.
    heap=$(heap_of "$pid")
    cat "/proc/$pid"/task/*/comm 2> /dev/null | sort > "$work/$name-threads-$1"
    find "/proc/$pid/fd" -mindepth 1 -printf '%l\n' 2> /dev/null | sed 's/:\[.*//' | sort > "$work/$name-files-$1"
    echo "$heap" > "$work/$name-heap-$1"
    record spillway "$name, threads after $1 cuts" count "$(wc -l < "$work/$name-threads-$1")"
    record spillway "$name, open files after $1 cuts" count "$(wc -l < "$work/$name-files-$1")"
    record spillway "$name, heap after $1 cuts" KiB "$heap"
  done
}

# Between two states so much more is no growth: the JVM adds a compiler's thread when there is much to compile, a check of a
# service may be on its way, and the heap holds what was compiled since.
most_threads=2 most_files=3 most_heap_kib=4096

# has_grown BEFORE AFTER: names what is there now and was not, when it is more than that; a heap's figures have no names
has_grown() {
  local name what more grown=''
  for name in gateway agent; do
    for what in threads files; do
      more=$(($(wc -l < "$work/$name-$what-$2") - $(wc -l < "$work/$name-$what-$1")))
      [ $more = 0 ] || say "$name: $more $what: $(comm -13 "$work/$name-$what-$1" "$work/$name-$what-$2" | paste -sd, | cut -c1-300)"
      [ $more -le "$([ $what = threads ] && echo $most_threads || echo $most_files)" ] || grown=1
    done
    more=$(($(cat "$work/$name-heap-$2") - $(cat "$work/$name-heap-$1")))
    [ $more -le $most_heap_kib ] || { say "$name: $more KiB of heap more"; grown=1; }
  done
  [ -n "$grown" ]
}

measure_cycles() {
  local turn relay began
  local java
  java=$("$here/spillway" --print-java)
  jcmd=$java/bin/jcmd
  spawn relay "$load" relay 127.0.0.1 $relay_port 127.0.0.1 "${tunnel_of[spillway]}"
  relay=${pids_of[relay]## }
  up spillway $relay_port
  for turn in $(seq 20); do cycle; done
  state 20
  began=$SECONDS
  for turn in $(seq "$cycles"); do cycle; done
  say "$cycles cuts in $((SECONDS - began)) s"
  sleep 2
  state $((cycles + 20))
  if has_grown 20 $((cycles + 20)); then
    say "the link has grown by more than $most_threads threads, $most_files files or $most_heap_kib KiB"
    failed=1
  fi
  stop spillway
  stop relay
}
cycle() {
  kill -USR1 "$relay"
  sleep 0.02
  until answers 127.0.0.1 "${port_of[spillway]}"; do sleep 0.01; done
}

# The agent's host and the network with the data, which only that host is connected to, sit behind firewalls that let
# answers in and nothing else, and forget what is idle for 60 s. The public side has a route to both.
measure_firewall() {
  local inward
  namespace lk-fw-public
  namespace lk-fw-home
  namespace lk-fw-data
  veth lk-fw-public 198.18.91.1 lk-fw-home 198.18.91.2 0
  veth lk-fw-home 198.18.91.5 lk-fw-data 198.18.91.6 2
  ip -n lk-fw-public route add 198.18.91.4/30 via 198.18.91.2
  ip -n lk-fw-data route add default via 198.18.91.5
  ip netns exec lk-fw-home sysctl -q net.ipv4.ip_forward=1 net.netfilter.nf_conntrack_tcp_timeout_established=60 net.netfilter.nf_conntrack_tcp_loose=0
  spawn far ip netns exec lk-fw-data "$load" server 0.0.0.0 "${home_load#*:}"
  spawn far ip netns exec lk-fw-home "$load" server 0.0.0.0 "${home_load#*:}"
  # The control: without rules the public side reaches both, so that it is the rules that keep it out.
  for inward in 198.18.91.2 198.18.91.6; do
    wait_for 10 from_outside $inward || { say "$inward is not reached without rules: this would show nothing"; exit 1; }
  done
  ip netns exec lk-fw-home nft -f - << 'RULES'
table inet home {
  chain in { type filter hook input priority 0; policy drop; iif lo accept; ct state established accept; }
  chain through { type filter hook forward priority 0; policy drop; }
  chain out { type filter hook output priority 0; policy drop; oif lo accept; ct state established accept; ct state new tcp flags & (syn | ack) == syn accept; }
}
RULES
  ip netns exec lk-fw-data nft -f - << 'RULES'
table inet data {
  chain in { type filter hook input priority 0; policy drop; iif lo accept; ct state established accept; ip saddr 198.18.91.5 accept; }
  chain out { type filter hook output priority 0; policy drop; oif lo accept; ct state established accept; }
}
RULES
  for inward in 198.18.91.2 198.18.91.6; do
    if from_outside $inward; then say "the firewall lets connections in to $inward"; exit 1; fi
  done
  spawn tcpdump ip netns exec lk-fw-home tcpdump -l -n -i lk-fw1 'tcp[tcpflags] & (tcp-syn | tcp-ack) == tcp-syn'
  sleep 1
  agent_file 198.18.91.1:7000 "198.18.91.6:${home_load#*:}" "127.0.0.1:${home_pg#*:}"
  gateway 198.18.91.1:7000 127.0.0.1:7001,127.0.0.1:7002 ip netns exec lk-fw-public
  agent ip netns exec lk-fw-home
  wait_for 60 behind_firewall || { say "no link through the firewall"; exit 1; }
  sleep 70
  record spillway "first client after 70 idle seconds behind a 60 s firewall" ms "$(first_answer)"
  ip netns exec lk-fw-home conntrack -F > /dev/null 2>&1
  sleep 8
  record spillway "first client 8 s after the firewall forgot everything" ms "$(first_answer)"
  record spillway "connections from home outward" count "$(grep -c 'IP 198.18.91.2.*Flags' "$work/tcpdump.log" || true)"
  inward=$(grep -c 'IP 198.18.91.1.*Flags' "$work/tcpdump.log" || true)
  record spillway "connections from outside to home" count "$inward"
  stop tcpdump
  stop spillway
  stop far
  [ "$inward" = 0 ] || { say "home was dialled from outside $inward times"; exit 1; }
}
# veth SPACE ADDRESS SPACE ADDRESS NUMBER: the interfaces are lk-fwNUMBER and the next
veth() {
  local near=lk-fw$5 far=lk-fw$(($5 + 1))
  ip link add "$near" netns "$1" type veth peer name "$far" netns "$3"
  ip -n "$1" addr add "$2/30" dev "$near"
  ip -n "$3" addr add "$4/30" dev "$far"
  ip -n "$1" link set "$near" up
  ip -n "$3" link set "$far" up
}
from_outside() {
  timeout 3 ip netns exec lk-fw-public "$load" idle "$1" "${home_load#*:}" 1 < /dev/null 2> /dev/null | grep -q "READY 1"
}
behind_firewall() { ip netns exec lk-fw-public bash -c "load=$load; $(declare -f answers); answers 127.0.0.1 7001"; }
first_answer() {
  local began
  began=$(date +%s%N)
  if behind_firewall; then echo $((($(date +%s%N) - began) / 1000000)); else echo -1; fi
}
