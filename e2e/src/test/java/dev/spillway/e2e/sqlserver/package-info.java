/** An application with its data in SQL Server, through the whole program. */
@NullMarked
package dev.spillway.e2e.sqlserver;

import org.jspecify.annotations.NullMarked;
