package dev.spillway.core;

import java.util.List;

/**
 * Asks a real cloud, before anything is made there, what would stand in the way of an adapter. It
 * reads only: nothing is made, changed or removed by it. For {@code spillway check --online}.
 */
@FunctionalInterface
public interface OnlineCheck {
  /**
   * @param context as the adapter itself would get it, with a state folder that is thrown away
   * @param app that the adapter is to work for
   * @param names what clients are told
   * @return in the order in which they were found; a question that depends on one that failed is
   *     left out
   * @throws AdapterException when the settings cannot work at all
   */
  List<Finding> check(AdapterSpec spec, AdapterContext context, App app, HostNames names)
      throws AdapterException;
}
