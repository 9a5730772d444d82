package dev.spillway.dns.engine;

import dev.spillway.core.AdapterException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;

/** Turns a failed bind into words that say what to do. */
public final class BindProblem {
  private static final int FIRST_FREE_PORT = 1024;

  private BindProblem() {}

  public static AdapterException.Invalid of(InetSocketAddress address, IOException e) {
    String place = address.getAddress().getHostAddress() + " port " + address.getPort();
    return new AdapterException.Invalid(
        "dns: cannot listen on " + place + ": " + why(address, e), e);
  }

  private static String why(InetSocketAddress address, IOException e) {
    String text = String.valueOf(e.getMessage());
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("permission")) {
      return "ports below "
          + FIRST_FREE_PORT
          + " need the right cap_net_bind_service, which this user lacks. Either give it to the"
          + " service (AmbientCapabilities=CAP_NET_BIND_SERVICE in its systemd unit; setcap on the"
          + " java file alone keeps java from finding its libraries), or let everybody have port 53"
          + " (sudo sysctl net.ipv4.ip_unprivileged_port_start=53), or listen on another port, such"
          + " as 5353, and redirect port 53 to it for UDP and TCP";
    }
    if (lower.contains("in use")) {
      return "another program has the port (ss -lunpt 'sport = :"
          + address.getPort()
          + "' names it; on port 53 often systemd-resolved). Stop it, or listen on another address"
          + " or port";
    }
    if (lower.contains("cannot assign") || lower.contains("can't assign")) {
      return "this machine does not have that address (ip address shows those it has)";
    }
    return text;
  }
}
