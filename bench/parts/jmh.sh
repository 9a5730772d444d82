# Read by benches that use JMH: sets `home` (Java), builds what has changed, and leaves JMH in the folder `jars`.
# shellcheck shell=sh disable=SC2154 # here is the reader's
"$here/spillway" --version >/dev/null
home=$("$here/spillway" --print-java)
jars="$here/cli/target/jmh"
mkdir -p "$jars"
# What JMH itself needs is in its own descriptor, hence the two that are named beside it.
for jar in org.openjdk.jmh:jmh-core:1.37 org.openjdk.jmh:jmh-generator-annprocess:1.37 net.sf.jopt-simple:jopt-simple:5.0.4 org.apache.commons:commons-math3:3.6.1; do
  name=$(echo "$jar" | cut -d: -f2,3 | tr : -).jar
  if [ ! -e "$jars/$name" ]; then
    (cd "$here" && ./mvnw -B -q dependency:copy -Dartifact="$jar" -DoutputDirectory="$jars" -pl core) >&2
  fi
done
# jmh SOURCE CLASS [options]: compiles SOURCE into the folder `work` and runs it.
path="$here/cli/target/dist/lib/*:$jars/*"
jmh() {
  "$home/bin/javac" -nowarn -d "$work" -cp "$path" -proc:full -processorpath "$(printf '%s:' "$jars"/*.jar)" "$1"
  shift
  "$home/bin/java" -cp "$work:$path" "$@"
}
