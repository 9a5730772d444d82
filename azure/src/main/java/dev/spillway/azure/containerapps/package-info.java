/**
 * Platform {@code azure-container-apps}: a container app in a managed environment that exists,
 * which runs the release's jar in an image that is named by its digest. {@code Reconciler} drives
 * it to what is wanted; {@code ContainerAppsPlatform} is the port.
 */
@NullMarked
package dev.spillway.azure.containerapps;

import org.jspecify.annotations.NullMarked;
