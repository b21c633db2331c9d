package dev.scalingstages.workload.content;

import java.util.List;
import java.util.Map;

/**
 * A page of an account's posts.
 *
 * @param entries the newest first
 * @param likes how many like each; one that is not known now is left out, since the page is worth more than its counts
 */
public record Timeline(List<TimelineEntry> entries, Map<PostId, Long> likes) {}
