package dev.scalingstages.stage;

import dev.scalingstages.storage.AccessLogs;
import dev.scalingstages.storage.ContentStore;

/**
 * The buckets of stages 2 to 6.
 *
 * @param accessLogs receives the access logs
 * @param content static content and user files
 */
record Buckets(AccessLogs accessLogs, ContentStore content) {}
