/**
 * Which pictures there are: class folders, flat folders and CSV manifests, listed in one fixed order whatever the file system's.
 */
@NullMarked
package dev.headstart.datasets;

import org.jspecify.annotations.NullMarked;
