/**
 * Azure Resource Manager in thin typed calls: which cloud, who signs in, every call that is ever
 * made ({@link dev.spillway.azure.client.Operation}), and {@link dev.spillway.azure.client.Arm},
 * which makes them with retries, api-versions that the cloud has, and long-running operations.
 */
@NullMarked
package dev.spillway.azure.client;

import org.jspecify.annotations.NullMarked;
