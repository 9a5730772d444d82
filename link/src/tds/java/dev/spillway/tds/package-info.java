/**
 * A small SQL Server for tests: the protocol (MS-TDS 7.4 and 8) in front of an H2 database in
 * memory that executes what it is sent. What it shows and what not stands in
 * docs/guide/sql-server.md.
 */
@NullMarked
package dev.spillway.tds;

import org.jspecify.annotations.NullMarked;
