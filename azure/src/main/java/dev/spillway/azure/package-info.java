/** Azure and Azure Stack Hub; {@link dev.spillway.azure.AzureTypes} names what is in it. */
@NullMarked
package dev.spillway.azure;

import org.jspecify.annotations.NullMarked;
