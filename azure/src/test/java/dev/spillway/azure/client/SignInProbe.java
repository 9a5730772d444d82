package dev.spillway.azure.client;

import dev.spillway.azure.Access;
import dev.spillway.azure.site.SiteWorld;
import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Signs in as an adapter does, in a process whose environment says how. */
final class SignInProbe {
  private SignInProbe() {}

  /**
   * @param args address of the cloud, file of its authority, subscription, then the keys of the
   *     sign-in with their values
   */
  public static void main(String[] args) {
    Map<String, String> signIn = new HashMap<>();
    for (int i = 3; i < args.length; i += 2) {
      signIn.put(args[i], args[i + 1]);
    }
    System.out.println(outcome(args[0], args[1], args[2], signIn));
    System.exit(0); // the library's own threads would keep it for a minute
  }

  /** The words {@code signed in}, or everything that can be known of the failure. */
  static String outcome(
      String arm, String authority, String subscription, Map<String, String> signIn) {
    Map<String, Object> settings =
        Map.of(
            "cloud", arm,
            "authorities", authority,
            "subscription", subscription,
            "sign-in", signIn);
    AdapterContext context = SiteWorld.context(Path.of("/"), "here");
    try {
      Access access =
          new Access(
              new AdapterSpec("azure-monitor", settings),
              context,
              SiteWorld.SHORT,
              SiteWorld.QUICK);
      access.arm().send(ArmCall.of(CommonOperations.SUBSCRIPTION)).orThrow("cannot read it");
      return "signed in";
    } catch (AdapterException e) {
      StringWriter all = new StringWriter();
      e.printStackTrace(new PrintWriter(all));
      return all.toString();
    }
  }
}
