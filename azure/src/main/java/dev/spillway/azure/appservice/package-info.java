/**
 * Platform {@code azure-app-service}: an App Service plan and a site on it, on Azure or Azure Stack
 * Hub. {@code Reconciler} drives them to what {@code Wish} says; {@code AppServicePlatform} is the
 * port.
 */
@NullMarked
package dev.spillway.azure.appservice;

import org.jspecify.annotations.NullMarked;
