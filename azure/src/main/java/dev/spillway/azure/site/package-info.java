/**
 * What the platforms of Azure share that run all instances behind one address: what is wanted and
 * kept on the disk, whose the resources are, and what was last seen of them.
 */
@NullMarked
package dev.spillway.azure.site;

import org.jspecify.annotations.NullMarked;
