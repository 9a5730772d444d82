package dev.spillway.azure;

import dev.spillway.azure.appservice.AppServicePlatform;
import dev.spillway.core.AdapterType;
import java.util.List;

/** What this module adds to the configuration. */
public final class AzureTypes {
  /** Platform {@code azure-app-service}. Its libraries are loaded when the first of these is made, and not before. */
  public static final List<AdapterType<?>> ALL = List.of(AppServicePlatform.TYPE);

  private AzureTypes() {}
}
