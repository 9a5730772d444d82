# Lines PEER;METRIC;UNIT;VALUE become one figure for each metric of spillway: the median, and its ratio to each peer's.
BEGIN { FS = ";" }
{
  if (!(($2) in unit)) { order[++metrics] = $2; unit[$2] = $3 }
  if (!(($1) in seen)) { seen[$1] = 1; peers[++count] = $1 }
  values[$2, $1] = values[$2, $1] " " $4
}
function sorted(text, v,    n, i, j, t) {
  n = split(text, v, " ")
  for (i = 2; i <= n; i++) {
    t = v[i] + 0
    for (j = i - 1; j > 0 && v[j] + 0 > t; j--) v[j + 1] = v[j]
    v[j + 1] = t
  }
  return n
}
function median(v, n) { return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2 }
END {
  for (m = 1; m <= metrics; m++) {
    name = order[m]
    n = sorted(values[name, "spillway"], own)
    if (!n) continue
    value = median(own, n)
    if (!json) printf "%-58s %10.10g %-14s (%.10g to %.10g)", name, value, unit[name], own[1], own[n]
    alone = 1
    for (p = 1; p <= count; p++) {
      k = peers[p] == "spillway" ? 0 : sorted(values[name, peers[p]], theirs)
      if (!k) continue
      alone = 0
      other = median(theirs, k)
      ratio = other > 0 && value >= 0 ? sprintf("%.2f", value / other) : "null"
      if (json) printf "{\"name\":\"%s\",\"value\":%s,\"unit\":\"%s\",\"peer\":\"%s\",\"ratio\":%s,\"min\":%s,\"max\":%s,\"peer-value\":%s,\"peer-min\":%s,\"peer-max\":%s}\n", name, value, unit[name], peers[p], ratio, own[1], own[n], other, theirs[1], theirs[k]
      else printf "  %s %.10g (%.10g to %.10g, x%s)", peers[p], other, theirs[1], theirs[k], ratio
    }
    if (json && alone) printf "{\"name\":\"%s\",\"value\":%s,\"unit\":\"%s\",\"peer\":null,\"ratio\":null,\"min\":%s,\"max\":%s}\n", name, value, unit[name], own[1], own[n]
    if (!json) printf "\n"
  }
}
