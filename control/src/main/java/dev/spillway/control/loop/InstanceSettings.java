package dev.spillway.control.loop;

import dev.spillway.config.Secrets;
import dev.spillway.core.AdapterException;
import dev.spillway.core.App;
import dev.spillway.core.Endpoint;
import dev.spillway.core.GatewayHost.Gateway;
import dev.spillway.core.Service;
import dev.spillway.core.Site;
import dev.spillway.core.Template;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The environment of an instance: everything expanded except {@code ${instance:…}}. */
final class InstanceSettings {
  private static final Pattern INVITATION = Pattern.compile("\\$\\{invitation:([^}]+)}");

  private InstanceSettings() {}

  /** Asked once for each instance that needs it. */
  interface Inviter {
    /**
     * @param at where the authority is reached, as the instance sees it
     */
    String invite(Endpoint at) throws AdapterException;
  }

  /**
   * @param gateway the site's, when it has one: its instances reach services there, all others
   *     reach them where they are
   * @param inviter makes what {@code ${invitation:SERVICE}} stands for
   * @throws AdapterException.Invalid names the setting whose reference leads nowhere
   */
  static Map<String, String> expand(App app, Site site, Optional<Gateway> gateway, Inviter inviter)
      throws AdapterException {
    Map<String, String> expanded = new LinkedHashMap<>();
    for (Map.Entry<String, String> setting : site.settings().entrySet()) {
      try {
        // Services first: a secret that looks like a reference to a service is not taken for one.
        String text =
            Template.expand(
                invited(setting.getValue(), app, site, gateway, inviter),
                "service",
                name -> service(app, site, gateway, name));
        expanded.put(setting.getKey(), Secrets.resolve(text));
      } catch (IllegalArgumentException | AdapterException.Invalid e) {
        String place = app.name() + ", sites." + site.name() + ".settings." + setting.getKey();
        throw new AdapterException.Invalid(place + ": " + e.getMessage(), e);
      }
    }
    return expanded;
  }

  /** The text with its invitation, which holds no reference. */
  private static String invited(
      String text, App app, Site site, Optional<Gateway> gateway, Inviter inviter)
      throws AdapterException {
    Matcher found = INVITATION.matcher(text);
    if (!found.find()) {
      return text;
    }
    String at =
        service(app, site, gateway, found.group(1))
            .orElseThrow(() -> new IllegalArgumentException("nothing known as " + found.group()));
    return text.replace(found.group(), inviter.invite(Endpoint.parse(at)));
  }

  private static Optional<String> service(
      App app, Site site, Optional<Gateway> gateway, String name) {
    Service known = app.services().get(name);
    if (known == null) {
      return Optional.empty();
    }
    if (site.gateway() == null) {
      return Optional.of(known.at().toString());
    }
    return gateway.map(g -> g.services().get(name)).map(Endpoint::toString);
  }
}
