package dev.spillway.azure.sdk;

import com.azure.core.http.HttpClient;
import com.azure.core.management.exception.ManagementException;
import com.azure.core.util.Context;
import com.azure.resourcemanager.appservice.AppServiceManager;
import com.azure.resourcemanager.appservice.fluent.WebSiteManagementClient;
import com.azure.resourcemanager.appservice.fluent.models.AppServicePlanInner;
import com.azure.resourcemanager.appservice.fluent.models.SiteInner;
import com.azure.resourcemanager.appservice.fluent.models.StringDictionaryInner;
import com.azure.resourcemanager.appservice.models.SkuDescription;
import com.azure.resourcemanager.dns.DnsZoneManager;
import com.azure.resourcemanager.dns.fluent.RecordSetsClient;
import com.azure.resourcemanager.dns.fluent.models.RecordSetInner;
import com.azure.resourcemanager.dns.models.ARecord;
import com.azure.resourcemanager.dns.models.RecordType;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * By the SDK that is on the class path of this class: that of Azure, or that of Azure Stack Hub.
 */
public final class SdkClient implements WebClient {
  private static final String GROUP = "shop-burst";

  private final WebSiteManagementClient web;
  private final RecordSetsClient dns;

  /** Called by name for the SDK that is in a class loader of its own. */
  public SdkClient(URI arm, Supplier<String> token, HttpClient http) {
    this.web =
        AppServiceManager.configure()
            .withHttpClient(http)
            .withRetryPolicy(Sign.once())
            .withPolicy(Sign.described())
            .authenticate(Sign.in(token), Sign.at(arm))
            .serviceClient();
    this.dns =
        DnsZoneManager.configure()
            .withHttpClient(http)
            .withRetryPolicy(Sign.once())
            .authenticate(Sign.in(token), Sign.at(arm))
            .serviceClient()
            .getRecordSets();
  }

  private static <T> Optional<T> found(Supplier<T> what) {
    try {
      return Optional.of(what.get());
    } catch (ManagementException e) {
      if (e.getResponse().getStatusCode() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void makePlan(String name, String region, String sku, int workers) {
    AppServicePlanInner plan =
        new AppServicePlanInner()
            .withLocation(region)
            .withReserved(true)
            .withSku(new SkuDescription().withName(sku).withCapacity(workers));
    web.getAppServicePlans().createOrUpdate(GROUP, name, plan);
  }

  private AppServicePlanInner read(String name) {
    return web.getAppServicePlans().getByResourceGroup(GROUP, name);
  }

  @Override
  public Optional<Plan> plan(String name) {
    return found(() -> read(name))
        .map(p -> new Plan(p.sku().name(), p.sku().capacity(), tags(p.tags())));
  }

  private static Map<String, String> tags(@Nullable Map<String, String> tags) {
    return tags == null ? Map.of() : Map.copyOf(tags);
  }

  @Override
  public void scalePlan(String name, int workers) {
    AppServicePlanInner plan = read(name);
    plan.sku().withCapacity(workers);
    web.getAppServicePlans().createOrUpdate(GROUP, name, plan);
  }

  @Override
  public void tagPlan(String name, String tag, String value) {
    AppServicePlanInner plan = read(name);
    Map<String, String> more = new HashMap<>(tags(plan.tags()));
    more.put(tag, value);
    web.getAppServicePlans().createOrUpdate(GROUP, name, plan.withTags(more));
  }

  @Override
  public void removePlan(String name) {
    web.getAppServicePlans().delete(GROUP, name);
  }

  @Override
  public void makeSite(String name, String region, String plan) {
    SiteInner site =
        new SiteInner().withLocation(region).withReserved(true).withServerFarmId(read(plan).id());
    web.getWebApps().createOrUpdate(GROUP, name, site);
  }

  @Override
  public Optional<Map<String, String>> site(String name) {
    return found(() -> web.getWebApps().getByResourceGroup(GROUP, name)).map(s -> tags(s.tags()));
  }

  @Override
  public int workers(String site) {
    return (int) web.getWebApps().listInstanceIdentifiers(GROUP, site).stream().count();
  }

  @Override
  public Map<String, String> settings(String site) {
    return web.getWebApps().listApplicationSettings(GROUP, site).properties();
  }

  @Override
  public void setting(String site, String name, String value) {
    Map<String, String> all = new HashMap<>(settings(site));
    all.put(name, value);
    StringDictionaryInner body = new StringDictionaryInner().withProperties(all);
    web.getWebApps().updateApplicationSettings(GROUP, site, body);
  }

  @Override
  public void removeSite(String name) {
    web.getWebApps().deleteWithResponse(GROUP, name, true, false, Context.NONE);
  }

  @Override
  public Optional<Records> records(String zone, String name) {
    return found(() -> dns.get(GROUP, zone, name, RecordType.A))
        .map(r ->
            new Records(
                r.aRecords().stream().map(ARecord::ipv4Address).toList(),
                r.ttl(),
                r.etag(),
                tags(r.metadata())));
  }

  @Override
  public boolean setRecords(
      String zone, String name, List<String> addresses, @Nullable String etag) {
    RecordSetInner set =
        new RecordSetInner()
            .withTtl(20L)
            .withARecords(addresses.stream().map(a -> new ARecord().withIpv4Address(a)).toList());
    String none = etag == null ? "*" : null;
    try {
      dns.createOrUpdateWithResponse(
          GROUP, zone, name, RecordType.A, set, etag, none, Context.NONE);
      return true;
    } catch (ManagementException e) {
      if (e.getResponse().getStatusCode() == 412) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void removeRecords(String zone, String name) {
    dns.delete(GROUP, zone, name, RecordType.A);
  }
}
