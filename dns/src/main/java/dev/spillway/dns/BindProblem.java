package dev.spillway.dns;

import dev.spillway.core.AdapterException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;

/** Turns a failed bind into words that say what to do. */
final class BindProblem {
  private static final int FIRST_FREE_PORT = 1024;

  private BindProblem() {}

  static AdapterException.Invalid of(InetSocketAddress address, IOException e) {
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
          + " need a right that this user lacks. Either give it to the Java program (sudo setcap"
          + " cap_net_bind_service=+ep $(readlink -f $(command -v java))), or listen on another"
          + " port, such as 5353, and redirect port 53 to it for UDP and TCP";
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
