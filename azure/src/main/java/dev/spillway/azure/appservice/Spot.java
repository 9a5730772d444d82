package dev.spillway.azure.appservice;

import dev.spillway.azure.client.Operation;

/**
 * The two places of a site that a package can be in: where clients come, and the slot beside it.
 *
 * @param title for people, in front of the site's name
 */
record Spot(
    String title,
    Operation get,
    Operation put,
    Operation delete,
    Operation restart,
    Operation instances,
    Operation settingsList,
    Operation settingsPut,
    Operation publishing,
    Operation publish) {
  /** The slot's name at its site. */
  static final String SLOT_NAME = "next";

  static final Spot PRODUCTION =
      new Spot(
          "site",
          WebOperations.SITE_GET,
          WebOperations.SITE_PUT,
          WebOperations.SITE_DELETE,
          WebOperations.SITE_RESTART,
          WebOperations.SITE_INSTANCES,
          WebOperations.SETTINGS_LIST,
          WebOperations.SETTINGS_PUT,
          WebOperations.PUBLISHING,
          WebOperations.PUBLISH);

  static final Spot SLOT =
      new Spot(
          "slot " + SLOT_NAME + " of the site",
          WebOperations.SLOT_GET,
          WebOperations.SLOT_PUT,
          WebOperations.SLOT_DELETE,
          WebOperations.SLOT_RESTART,
          WebOperations.SLOT_INSTANCES,
          WebOperations.SLOT_SETTINGS_LIST,
          WebOperations.SLOT_SETTINGS_PUT,
          WebOperations.SLOT_PUBLISHING,
          WebOperations.SLOT_PUBLISH);
}
