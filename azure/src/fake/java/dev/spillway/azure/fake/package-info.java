/**
 * An Azure and an Azure Stack Hub of one's own, on loopback: sign-in, Resource Manager and whatever
 * {@link dev.spillway.azure.fake.Provider}s are put in. Built on the official descriptions and on
 * recorded facts; it is not the only judge of what is sent to it.
 */
@NullMarked
package dev.spillway.azure.fake;

import org.jspecify.annotations.NullMarked;
