package dev.spillway.azure.steering;

import dev.spillway.azure.client.Arm;
import dev.spillway.core.AdapterException;

/** Where the client comes from when it is needed first; the same one each time. */
@FunctionalInterface
interface Client {
  Arm arm() throws AdapterException;
}
