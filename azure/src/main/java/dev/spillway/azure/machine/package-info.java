/** Virtual machines on Azure and on Azure Stack Hub: whether they run and where they are. */
@NullMarked
package dev.spillway.azure.machine;

import org.jspecify.annotations.NullMarked;
